namespace RnnPS.Core.Tests;

/// <summary>The numbers of PyTorch, of every kind of cell, direction, depth and length, in both precisions.</summary>
[Trait("Vectors", "Yes")]
public sealed class GoldenTests
{
    private static readonly string[] Folders = ["golden", "golden-more"];

    public static TheoryData<string, string, RnnPrecision> Cases()
    {
        var cases = new TheoryData<string, string, RnnPrecision>();
        foreach (string folder in Folders)
        {
            foreach (string name in GoldenCase.Names(folder))
            {
                cases.Add(folder, name, RnnPrecision.Double);
                cases.Add(folder, name, RnnPrecision.Single);
            }
        }

        return cases;
    }

    public static TheoryData<string, string, RnnPrecision> ForwardCases()
    {
        var cases = new TheoryData<string, string, RnnPrecision>();
        foreach (object[] row in Cases().Where(row => !new GoldenCase((string)row[1], (string)row[0]).ToModel().NeedsWholeSequence))
        {
            cases.Add((string)row[0], (string)row[1], (RnnPrecision)row[2]);
        }

        return cases;
    }

    [Fact]
    public void All_cases_are_there()
    {
        Assert.Equal(30, GoldenCase.Names("golden").Length);
        Assert.Equal(4, GoldenCase.Names("golden-more").Length);
        // A case lost from the listing would be a test that never runs.
        Assert.Equal(2 * 34, Cases().Count);
        Assert.Equal(2 * 20, ForwardCases().Count);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_batch_agrees_with_PyTorch(string folder, string name, RnnPrecision precision)
    {
        var golden = new GoldenCase(name, folder);
        RnnModel model = golden.ToModel();
        RnnState[] states = golden.StartStates(model);

        RnnStep[] steps = [.. new RnnBatch(model, precision).Run(golden.Sequences, states)];

        Compare(golden, [.. golden.Lengths.Select((_, batch) => steps.Where(step => step.Sequence.Equals(batch)).ToArray())], precision);
        Assert.Equal(golden.Lengths.Sum(), steps.Length);
        CompareFinal(golden, states, precision);
    }

    [Theory]
    [MemberData(nameof(ForwardCases))]
    public void A_stream_in_chunks_with_a_carried_state_agrees_with_PyTorch(string folder, string name, RnnPrecision precision)
    {
        var golden = new GoldenCase(name, folder);
        RnnModel model = golden.ToModel();
        RnnState[] states = golden.StartStates(model);

        RnnStep[][] steps = [.. golden.Sequences.Select((sequence, batch) => Stream(model, sequence, states[batch], precision))];

        Compare(golden, steps, precision);
        CompareFinal(golden, states, precision);
    }

    private static RnnStep[] Stream(RnnModel model, RnnSequence sequence, RnnState state, RnnPrecision precision)
    {
        double[][] input = [.. sequence.Values.Select(row => row.ToArray())];
        int middle = input.Length / 2;
        return
        [
            .. Runs.Run(model, input[..middle], chunk: 2, state, precision),
            .. Runs.Run(model, input[middle..], chunk: 2, state, precision),
        ];
    }

    private static void Compare(GoldenCase golden, RnnStep[][] steps, RnnPrecision precision)
    {
        double tolerance = Near.Tolerance(precision);
        double[][][] hidden = golden.Expected("hiddenSequence");
        double[][][] output = golden.Expected("output");
        int[] lengths = golden.Lengths;
        for (int batch = 0; batch < lengths.Length; batch++)
        {
            Assert.Equal(lengths[batch], steps[batch].Length);
            for (int t = 0; t < lengths[batch]; t++)
            {
                Near.Equal(hidden[batch][t], steps[batch][t].State, tolerance, $"state of sequence {batch}, step {t}");
                Near.Equal(output[batch][t], steps[batch][t].OutputVector, tolerance, $"output of sequence {batch}, step {t}");
            }
        }
    }

    private static void CompareFinal(GoldenCase golden, RnnState[] states, RnnPrecision precision)
    {
        double tolerance = Near.Tolerance(precision);
        double[][][] h = golden.FinalState("h")!;
        double[][][]? c = golden.FinalState("c");
        for (int batch = 0; batch < states.Length; batch++)
        {
            Assert.Equal(h.Length, states[batch].Values.Count);
            Assert.Equal(golden.Lengths[batch], states[batch].StepCount);
            for (int cell = 0; cell < h.Length; cell++)
            {
                Near.Equal(h[cell][batch], states[batch].Values[cell], tolerance, $"final h of cell {cell}, sequence {batch}");
                Assert.Equal(c is null, states[batch].CellStates[cell] is null);
                if (c is not null)
                {
                    Near.Equal(
                        c[cell][batch], states[batch].CellStates[cell]!.Value, tolerance, $"final c of cell {cell}, sequence {batch}");
                }
            }
        }
    }
}
