using RnnPS.Core.Tests;

namespace RnnPS.Files.Tests;

/// <summary>RnnPS reads the ONNX files that it writes, and the models compute the same.</summary>
public sealed class OnnxRoundTripTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_random_model_comes_back(bool stateful, bool lengths)
    {
        int read = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            var network = new RandomNetwork(1 + (seed % 2), seed, Streams: false);
            RnnModel model = Models.Random(network);
            if (Write(model, new ModelWriteOptions { Stateful = stateful, Lengths = lengths }) is not { } file)
            {
                continue;
            }

            RnnModel back = ForeignGraph.Import(file);
            RnnSequence[] sequences = network.CreateSequences(model.InputSize);
            AssertNear(Predictions(model, sequences), Predictions(back, sequences), $"seed {seed}: {model.ToSummary()}");
            Assert.Equal(model.OutputStep, back.OutputStep);
            Assert.Equal(model.Description ?? string.Empty, back.Description ?? string.Empty);
            Assert.Equal(model.Training?.InputNames ?? [], back.Training?.InputNames ?? []);
            Assert.Equal(model.Training?.Loss.Name, back.Training?.Loss.Name);
            read++;
        }

        // Some cells have no operator in ONNX.
        Assert.InRange(read, 40, 120);
    }

    [Fact]
    public void Every_cell_direction_and_merge_comes_back()
    {
        foreach (string kind in OnnxCells.Kinds)
        {
            foreach (RnnMerge? merge in (RnnMerge?[])[null, .. Enum.GetValues<RnnMerge>()])
            {
                foreach (RnnOutputStep step in Enum.GetValues<RnnOutputStep>())
                {
                    var draw = new Draw(55);
                    RnnCell first = OnnxCells.Create(draw, kind);
                    RnnStackLayer layer = merge is { } given
                        ? new RnnStackLayer(first, OnnxCells.Create(draw, kind), given)
                        : new RnnStackLayer(first, RnnDirection.Reverse);
                    RnnModel model = new([layer], outputStep: step);
                    RnnSequence[] sequences = OnnxComparison.Sequences(draw, 3, 5, 5);
                    if (kind == "Lstm projection" && merge == RnnMerge.Multiply)
                    {
                        // A product of two projected outputs is no layer.
                        Assert.Equal(RnnErrorId.ModelUnsupported, Assert.Throws<RnnException>(() => ForeignGraph.Import(Write(model, new ModelWriteOptions())!)).Id);
                        continue;
                    }

                    RnnModel back = ForeignGraph.Import(Write(model, new ModelWriteOptions())!);
                    AssertNear(Predictions(model, sequences), Predictions(back, sequences), $"{kind} {merge} {step}");
                }
            }
        }
    }

    // Null for a model that ONNX can't represent.
    internal static byte[]? Write(RnnModel model, ModelWriteOptions options)
    {
        using var folder = new TestFolder();
        try
        {
            ModelFile.Write(folder["model.onnx"], model, options);
            return File.ReadAllBytes(folder["model.onnx"]);
        }
        catch (RnnException fault) when (fault.Id == RnnErrorId.ModelUnsupported)
        {
            return null;
        }
    }

    private static double[] Predictions(RnnModel model, RnnSequence[] sequences) =>
        [.. new RnnBatch(model, threads: 1).Run(sequences).SelectMany(step => step.PredictionVector)];

    // The file has single precision.
    private static void AssertNear(double[] expected, double[] actual, string where)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double scale = Math.Max(1, Math.Abs(expected[i]));
            Near.Equal([expected[i] / scale], [actual[i] / scale], 1e-5, $"{where}, number {i}");
        }
    }
}
