namespace RnnPS.Core.Tests;

/// <summary>How a batch goes about its work: parts, progress and cancellation.</summary>
[Trait("Vectors", "Yes")]
public sealed class BatchTests
{
    [Fact]
    public void Sequences_beyond_what_is_kept_at_once_are_run_part_by_part()
    {
        const int features = 10_000;
        var draw = new Draw(95);
        var model = new RnnModel(new ElmanCell(draw.Matrix(features, 1), draw.Contracting(1, 1, 1)));
        // Two of them exceed the budget of 2^24 numbers, so that each is a part of its own; they share their values.
        RnnMatrix values = draw.Matrix(900, features);
        RnnSequence[] sequences = [.. Enumerable.Range(0, 3).Select(key => new RnnSequence(key, values))];
        RnnState[] states = [.. sequences.Select(_ => new RnnState(model))];
        var progress = new Reports();

        (object Key, long Step, double State)[] steps =
            [.. new RnnBatch(model, lastOnly: true).Run(sequences, states, progress: progress).Select(step => (step.Sequence, step.Step, step.State[0]))];

        Assert.Equal([1.0 / 3, 2.0 / 3, 1], progress);
        Assert.Equal([0, 1, 2], steps.Select(step => (int)step.Key));
        Assert.All(steps, step => Assert.Equal((899L, steps[0].State), (step.Step, step.State)));
        Assert.All(states, state => Assert.Equal((900L, steps[0].State), (state.StepCount, state.Value[0])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_cancelled_batch_hands_out_nothing_and_leaves_the_states(int threads)
    {
        RnnModel model = RnnModel.StartingExample();
        RnnSequence[] sequences = [.. Enumerable.Range(0, 2).Select(key => new RnnSequence(key, new RnnMatrix(2, 1, [1, 2])))];
        RnnState[] states = [new RnnState(model), new RnnState(model)];
        using var source = new CancellationTokenSource();
        source.Cancel();
        var seen = new List<RnnStep>();

        Assert.ThrowsAny<OperationCanceledException>(
            () => seen.AddRange(new RnnBatch(model, threads: threads).Run(sequences, states, cancellation: source.Token)));

        Assert.Empty(seen);
        Assert.All(states, state => Assert.Equal((0L, 0.0), (state.StepCount, state.Value[0])));
    }

    [Fact]
    public void Steps_come_in_the_order_given_whatever_the_lengths()
    {
        RnnSequence[] sequences = [.. new[] { 1, 3, 0, 2 }.Select((length, key) => new RnnSequence(key, new RnnMatrix(length, 1, new double[length])))];

        Assert.Equal(
            [(0, 0L), (1, 0), (1, 1), (1, 2), (3, 0), (3, 1)],
            new RnnBatch(RnnModel.StartingExample(), threads: 2).Run(sequences).Select(step => ((int)step.Sequence, step.Step)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Steps_of_many_parts_are_those_of_each_sequence_alone(int threads)
    {
        RnnModel model = TwoWays();
        RnnSequence[] sequences = Parts();
        RnnState[] alone = [.. sequences.Select(_ => new RnnState(model))];
        RnnState[] together = [.. sequences.Select(_ => new RnnState(model))];

        // From zeros, then from what the states came to, then from zeros again.
        for (int round = 0; round < 3; round++)
        {
            bool carries = round < 2;
            double[] expected =
                [.. sequences.SelectMany((sequence, i) => Numbers(new RnnBatch(model).Run([sequence], carries ? [alone[i]] : null)))];
            var progress = new Reports();

            // All steps are kept until the last part was run: what that overwrites must not be theirs.
            RnnStep[] steps =
                [.. new RnnBatch(model, threads: threads) { LeastWork = 1 }.Run(sequences, carries ? together : null, progress: progress)];

            Assert.True(progress.Count > 2, $"{progress.Count} parts");
            Assert.Equal(expected, Numbers(steps));
            Assert.Equal(alone.Select(state => state.Value), together.Select(state => state.Value));
        }
    }

    // The last part is one sequence, in the buffers of the many before it. A state of one vector, of several, of a whole panel.
    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(48)]
    [InlineData(130)]
    public void A_sequence_left_over_from_larger_parts_is_the_same_alone(int hidden)
    {
        var draw = new Draw(98);
        var model = new RnnModel([Cells.Elman(2, hidden)], draw.Matrix(hidden, 1));
        RnnSequence[] sequences = [.. Enumerable.Range(0, 33).Select(key => new RnnSequence(key, draw.Matrix(120, 2)))];
        double[] alone = Numbers(new RnnBatch(model).Run([sequences[^1]]));
        var progress = new Reports();

        RnnStep[] steps = [.. new RnnBatch(model, threads: 1).Run(sequences, progress: progress)];

        Assert.Equal(32.0 / 33, progress[^2]);
        Assert.Equal(alone, Numbers(steps.Where(step => (int)step.Sequence == 32)));
    }

    [Fact]
    public void Two_enumerations_of_one_run_side_by_side_have_buffers_of_their_own()
    {
        IEnumerable<RnnStep> run = new RnnBatch(TwoWays()).Run(Parts());
        double[] expected = Numbers(run);

        // The second lags behind by half of the steps, and so by parts; the third stops early.
        int lag = run.Count() / 2;
        List<RnnStep> first = [];
        List<RnnStep> second = [];
        using IEnumerator<RnnStep> behind = run.GetEnumerator();
        foreach (RnnStep step in run)
        {
            first.Add(step);
            if (first.Count > lag && behind.MoveNext())
            {
                second.Add(behind.Current);
            }
        }

        RnnStep[] third = [.. run.Take(lag)];
        while (behind.MoveNext())
        {
            second.Add(behind.Current);
        }

        Assert.Equal(expected, Numbers(first));
        Assert.Equal(expected, Numbers(second));
        double[] numbersOfThird = Numbers(third);
        Assert.Equal(expected[..numbersOfThird.Length], numbersOfThird);
    }

    private static RnnModel TwoWays()
    {
        var draw = new Draw(96);
        return new RnnModel(
            [new RnnStackLayer(Cells.Lstm(2, 5), Cells.Lstm(2, 5)), new RnnStackLayer(Cells.Gru(10, 4))],
            draw.Matrix(4, 2));
    }

    // Several parts, larger and smaller than the one before; some steps are masked, and once a whole sequence.
    private static RnnSequence[] Parts()
    {
        var draw = new Draw(97);
        return [.. Enumerable.Range(0, 600).Select(key =>
        {
            int length = 1 + (key * 7 % (key is > 200 and < 400 ? 40 : 9));
            return new RnnSequence(
                key,
                draw.Matrix(length, 2),
                mask: key % 5 == 0 ? [.. Enumerable.Range(0, length).Select(step => key != 300 && step % 3 != 1)] : null);
        })];
    }

    // An array: xunit compares arrays of numbers at once, and other lists number by number.
    private static double[] Numbers(IEnumerable<RnnStep> steps) =>
        [.. steps.SelectMany(step => step.ToVectors()).SelectMany(vector => vector.Value)];

    private sealed class Reports : List<double>, IProgress<double>
    {
        public void Report(double value) => Add(value);
    }
}
