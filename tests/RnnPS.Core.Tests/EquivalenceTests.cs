using CsCheck;

namespace RnnPS.Core.Tests;

/// <summary>The ways to run a model differ in speed and memory, never in their numbers.</summary>
[Trait("Vectors", "Yes")]
public sealed class EquivalenceTests
{
    private const double Tolerance = 1e-12;
    private const string Pinned = "0N0XIzNsQ0O2";

    [Fact]
    public void A_stream_gives_the_numbers_of_a_batch_in_chunks_of_any_size() =>
        RandomNetwork.Forward.Sample(
            network =>
            {
                RnnModel model = network.CreateModel();
                RnnSequence[] sequences = network.CreateSequences(model.InputSize);
                RnnState[] whole = network.CreateStates(model, sequences.Length);
                RnnStep[] expected = Batch(model, sequences, whole);
                foreach (int chunk in new[] { 1, 2 + (network.Seed % 4), 64 })
                {
                    RnnState[] states = network.CreateStates(model, sequences.Length);

                    RnnStep[] actual = [.. sequences.SelectMany((sequence, i) => Stream(model, sequence, states[i], chunk))];

                    Same(expected, actual);
                    SameStates(whole, states);
                }
            },
            seed: Pinned,
            iter: 300);

    [Fact]
    public void A_sequence_in_two_runs_with_a_carried_state_gives_the_numbers_of_one() =>
        RandomNetwork.Forward.Sample(
            network =>
            {
                RnnModel model = network.CreateModel();
                RnnSequence[] sequences = network.CreateSequences(model.InputSize);
                RnnState[] whole = network.CreateStates(model, sequences.Length);
                RnnState[] streamed = network.CreateStates(model, sequences.Length);
                RnnState[] batched = network.CreateStates(model, sequences.Length);
                RnnStep[] expected = Batch(model, sequences, whole);
                int[] cuts = [.. sequences.Select(sequence => network.Seed % (sequence.Length + 1))];
                RnnSequence[] first = [.. sequences.Select((sequence, i) => sequence.Slice(0, cuts[i]))];
                RnnSequence[] second = [.. sequences.Select((sequence, i) => sequence.Slice(cuts[i], sequence.Length - cuts[i]))];

                RnnStep[] inStreams =
                    [.. sequences.SelectMany((_, i) => Stream(model, first[i], streamed[i], 3).Concat(Stream(model, second[i], streamed[i], 2)))];
                RnnStep[] inBatches = [.. Batch(model, first, batched), .. Batch(model, second, batched)];

                Same(expected, inStreams);
                Same(expected, [.. inBatches.OrderBy(step => step.Sequence).ThenBy(step => step.Step)]);
                SameStates(whole, streamed);
                SameStates(whole, batched);
            },
            seed: Pinned,
            iter: 300);

    [Fact]
    public void A_sequence_gives_the_same_numbers_alone_and_beside_others() =>
        RandomNetwork.Any.Sample(
            network =>
            {
                RnnModel model = network.CreateModel();
                RnnSequence[] sequences = network.CreateSequences(model.InputSize);
                RnnState[] together = network.CreateStates(model, sequences.Length);
                RnnState[] alone = network.CreateStates(model, sequences.Length);

                RnnStep[] expected = [.. sequences.SelectMany((sequence, i) => Batch(model, [sequence], [alone[i]]))];

                Same(expected, Batch(model, sequences, together));
                SameStates(alone, together);
            },
            seed: Pinned,
            iter: 300);

    [Fact]
    public void A_timestep_with_a_missing_value_is_as_if_it_were_not_there() =>
        RandomNetwork.Any.Sample(
            network =>
            {
                RnnModel model = network.CreateModel();
                RnnSequence[] whole = network.CreateSequences(model.InputSize);
                RnnSequence[] without = [.. whole.Select((sequence, i) => Without(sequence, network.Seed + i))];
                RnnState[] expectedStates = network.CreateStates(model, whole.Length);
                RnnState[] states = network.CreateStates(model, whole.Length);
                int faults = 0;

                RnnStep[] expected = Batch(model, without, expectedStates);
                RnnStep[] actual =
                    [.. new RnnBatch(model).Run([.. whole.Select((sequence, i) => WithGaps(sequence, network.Seed + i))], states, (_, _, _) => faults++)];

                Same(expected, actual);
                SameStates(expectedStates, states);
                Assert.Equal(whole.Sum(sequence => sequence.Length) - without.Sum(sequence => sequence.Length), faults);
            },
            seed: Pinned,
            iter: 200);

    [Theory]
    [InlineData("None")]
    [InlineData("Train")]
    public void What_the_tape_keeps_changes_no_number(string tape) =>
        RandomNetwork.Any.Sample(
            network =>
            {
                RnnModel model = network.CreateModel();
                RnnSequence[] sequences = network.CreateSequences(model.InputSize);
                RnnState[] traced = network.CreateStates(model, sequences.Length);
                RnnState[] states = network.CreateStates(model, sequences.Length);
                var batch = new RnnBatch(model) { Tape = Enum.Parse<Tape>(tape) };

                RnnStep[] expected = Batch(model, sequences, traced);
                RnnStep[] actual = [.. batch.Run(sequences, states)];

                // Gates are what the smallest tape does not keep.
                Same(expected, actual, withGates: batch.Tape == Tape.Train);
                SameStates(traced, states);
            },
            seed: Pinned,
            iter: 300);

    [Theory]
    [InlineData(RnnPrecision.Double)]
    [InlineData(RnnPrecision.Single)]
    public void Any_number_of_threads_gives_the_same_bits(RnnPrecision precision) =>
        RandomNetwork.Any.Sample(
            network =>
            {
                RnnModel model = network.CreateModel();
                RnnSequence[] sequences = network.CreateSequences(model.InputSize);
                RnnState[] one = network.CreateStates(model, sequences.Length);
                RnnStep[] expected = [.. new RnnBatch(model, precision).Run(sequences, one)];
                for (int threads = 2; threads <= 3; threads++)
                {
                    RnnState[] states = network.CreateStates(model, sequences.Length);

                    RnnStep[] actual = [.. new RnnBatch(model, precision, threads: threads) { LeastWork = 1 }.Run(sequences, states)];

                    Assert.Equal(expected.SelectMany(Numbers).ToArray(), actual.SelectMany(Numbers).ToArray());
                    Assert.Equal(one.SelectMany(state => state.Values), states.SelectMany(state => state.Values));
                    Assert.Equal(one.SelectMany(state => state.CellStates), states.SelectMany(state => state.CellStates));
                }
            },
            seed: Pinned,
            iter: 150);

    [Fact]
    public void Single_precision_is_near_to_double()
    {
        // Functions without jumps, and no gate beyond 1: else a rounding may decide which branch is taken.
        var draw = new Draw(31);
        foreach (RnnCell cell in new RnnCell[]
        {
            new ElmanCell(draw.Matrix(3, 20), draw.Contracting(20, 1, 20), draw.Vector(20)),
            new LstmCell(draw.Matrix(3, 80), draw.Contracting(20, 4, 20), draw.Vector(80), options: new LstmOptions { Peepholes = draw.Vector(60) }),
            new GruCell(draw.Matrix(3, 60), draw.Contracting(20, 3, 20), draw.Vector(60), draw.Vector(60)),
            new GruCell(draw.Matrix(3, 60), draw.Contracting(20, 3, 20), draw.Vector(60), options: new GruOptions { ResetAfter = false }),
        })
        {
            var model = new RnnModel([new RnnStackLayer(cell, cell)], draw.Matrix(40, 2), draw.Vector(2));
            RnnSequence[] sequences = [new RnnSequence(0, draw.Matrix(50, 3)), new RnnSequence(1, draw.Matrix(20, 3))];

            RnnStep[] expected = Batch(model, sequences);
            RnnStep[] actual = [.. new RnnBatch(model, RnnPrecision.Single).Run(sequences)];

            Assert.Equal(70, actual.Length);
            Assert.NotEqual(expected[0].State, actual[0].State);
            for (int i = 0; i < actual.Length; i++)
            {
                Near.Equal(expected[i].OutputVector, actual[i].OutputVector, 1e-5, $"{cell} {actual[i]}");
            }
        }
    }

    // A masked timestep is not read, and so can't be missing.
    private static bool IsGap(RnnSequence sequence, int t, int seed) =>
        (sequence.Mask.Count == 0 || sequence.Mask[t]) && (t + seed) % 3 == 0;

    private static RnnSequence WithGaps(RnnSequence sequence, int seed)
    {
        double[][] rows = [.. sequence.Values.Select((row, t) => row.Select(x => IsGap(sequence, t, seed) ? double.NaN : x).ToArray())];
        return new RnnSequence(
            sequence.Key, new RnnMatrix(sequence.Length, sequence.FeatureCount, [.. rows.SelectMany(row => row)]), mask: Mask(sequence, null));
    }

    private static RnnSequence Without(RnnSequence sequence, int seed)
    {
        int[] kept = [.. Enumerable.Range(0, sequence.Length).Where(t => !IsGap(sequence, t, seed))];
        return new RnnSequence(
            sequence.Key,
            new RnnMatrix(kept.Length, sequence.FeatureCount, [.. kept.SelectMany(t => sequence.Values[t])]),
            steps: [.. kept.Select(t => (long)t)],
            mask: Mask(sequence, kept));
    }

    private static bool[]? Mask(RnnSequence sequence, int[]? kept) => sequence.Mask.Count == 0
        ? null
        : [.. (kept ?? Enumerable.Range(0, sequence.Length)).Select(t => sequence.Mask[t])];

    private static RnnStep[] Batch(RnnModel model, RnnSequence[] sequences, RnnState[]? states = null) =>
        [.. new RnnBatch(model).Run(sequences, states)];

    private static IEnumerable<RnnStep> Stream(RnnModel model, RnnSequence sequence, RnnState state, int chunk)
    {
        var run = new RnnRun(model, state, sequence.Key, chunk);
        for (int t = 0; t < sequence.Length; t++)
        {
            run.Add(sequence.Values[t].AsSpan(), sequence.StepAt(t));
            if (run.Pending == chunk)
            {
                foreach (RnnStep step in run.Flush())
                {
                    yield return step;
                }
            }
        }

        foreach (RnnStep step in run.Flush())
        {
            yield return step;
        }
    }

    private static double[] Numbers(RnnStep step) => [.. step.ToVectors().SelectMany(pair => pair.Value)];

    private static void Same(RnnStep[] expected, RnnStep[] actual, bool withGates = true)
    {
        Assert.Equal(expected.Select(step => (step.Sequence, step.Step)), actual.Select(step => (step.Sequence, step.Step)));
        for (int i = 0; i < expected.Length; i++)
        {
            Near.Equal(expected[i].State, actual[i].State, Tolerance, $"state of {actual[i]}");
            Near.Equal(expected[i].OutputVector, actual[i].OutputVector, Tolerance, $"output of {actual[i]}");
            if (withGates)
            {
                Near.Equal(Numbers(expected[i]), Numbers(actual[i]), Tolerance, $"all vectors of {actual[i]}");
            }
        }
    }

    private static void SameStates(RnnState[] expected, RnnState[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].StepCount, actual[i].StepCount);
            for (int cell = 0; cell < expected[i].Values.Count; cell++)
            {
                Near.Equal(expected[i].Values[cell], actual[i].Values[cell], Tolerance, $"h of sequence {i}, cell {cell}");
                Near.Equal(
                    expected[i].CellStates[cell] ?? default,
                    actual[i].CellStates[cell] ?? default,
                    Tolerance,
                    $"c of sequence {i}, cell {cell}");
            }
        }
    }
}
