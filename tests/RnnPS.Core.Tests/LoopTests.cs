namespace RnnPS.Core.Tests;

/// <summary>
/// The loop itself, under what runs and batches make of it: several sequences of different lengths in chunks, with the
/// cells that ask the most of it.
/// </summary>
[Trait("Vectors", "Yes")]
public sealed class LoopTests
{
    private const int Inputs = 2;

    public static TheoryData<string, int> CellsAndChunks()
    {
        var data = new TheoryData<string, int>();
        foreach (string cell in new[] { "Elman", "Lstm", "Lstm projected", "Gru after", "Gru before" })
        {
            data.Add(cell, 7);
            data.Add(cell, 3);
            data.Add(cell, 1);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(CellsAndChunks))]
    public void Sequences_side_by_side_run_in_chunks_as_the_equations_say(string kind, int chunk)
    {
        const int steps = 7;
        const int rows = 3;
        var model = new RnnModel(Cell(kind));
        RnnSequence[] sequences =
            [.. Enumerable.Range(0, rows).Select(key => new RnnSequence(key, new Draw(20 + key).Matrix(steps, Inputs)))];
        NaiveResult[] expected = [.. sequences.Select(sequence => new NaiveNetwork(model).Run(sequence))];
        ForwardPass pass = ForwardPass.Create(model.Weights, RnnPrecision.Double, Tape.Trace, rows, rows * chunk);

        for (int start = 0; start < steps; start += chunk)
        {
            int count = Math.Min(chunk, steps - start);
            Run(pass, sequences, start, count);
            double[] data = new double[model.Weights.Shape.Length];
            for (int t = 0; t < count; t++)
            {
                for (int row = 0; row < rows; row++)
                {
                    pass.CopyStep(model.Weights.Shape, t, row, data);
                    RnnStep step = new StepLayout(model.Weights.Shape, row).CreateStep(data, start + t, null);
                    foreach ((string name, RnnVector vector) in step.ToVectors().Where(pair => pair.Key != "Output"))
                    {
                        Near.Equal(expected[row].Cells[0][start + t].Vectors[name], vector, 1e-14, $"{name} of {step}");
                    }
                }
            }
        }
    }

    [Fact]
    public void A_packing_has_the_rows_that_are_still_going()
    {
        var packing = new Packing([4, 2, 2, 1]);

        Assert.Equal((4, 9), (packing.Steps, packing.Total));
        Assert.Equal([4, 3, 1, 1], Enumerable.Range(0, 4).Select(packing.Rows));
        Assert.Equal([0, 4, 7, 8, 9], Enumerable.Range(0, 5).Select(packing.Offset));
    }

    [Fact]
    public void A_reversal_reads_each_sequence_from_its_own_end()
    {
        // Slots: step 0 of both, then steps 1 and 2 of the first.
        Assert.Equal([3, 1, 2, 0], new Packing([3, 1]).Reversal());
    }

    private static void Run(ForwardPass pass, RnnSequence[] sequences, int start, int count)
    {
        pass.Packing = new Packing([.. sequences.Select(_ => count)]);
        for (int row = 0; row < sequences.Length; row++)
        {
            for (int t = 0; t < count; t++)
            {
                pass.SetInput(t, row, sequences[row].Values[start + t].AsSpan());
            }
        }

        pass.Run(count);
    }

    private static RnnCell Cell(string kind)
    {
        var draw = new Draw(11);
        return kind switch
        {
            "Elman" => new ElmanCell(draw.Matrix(Inputs, 3), draw.Matrix(3, 3), draw.Vector(3)),
            "Lstm" => new LstmCell(draw.Matrix(Inputs, 12), draw.Matrix(3, 12), draw.Vector(12)),
            "Lstm projected" => new LstmCell(
                draw.Matrix(Inputs, 12), draw.Matrix(2, 12), draw.Vector(12), null, new LstmOptions { ProjectionWeights = draw.Matrix(3, 2) }),
            "Gru after" => new GruCell(draw.Matrix(Inputs, 9), draw.Matrix(3, 9), draw.Vector(9), draw.Vector(9)),
            _ => new GruCell(
                draw.Matrix(Inputs, 9), draw.Matrix(3, 9), draw.Vector(9), draw.Vector(9), new GruOptions { ResetAfter = false }),
        };
    }
}
