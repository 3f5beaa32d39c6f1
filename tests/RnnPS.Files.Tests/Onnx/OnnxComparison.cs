using RnnPS.Core.Tests;

namespace RnnPS.Files.Tests;

/// <summary>Compares a model in RnnPS with its ONNX file in ONNX Runtime.</summary>
internal static class OnnxComparison
{
    /// <summary>Sequences of unequal lengths for a model that reads numbers.</summary>
    public static RnnSequence[] Sequences(Draw draw, int inputs, params int[] lengths) =>
        [.. lengths.Select((length, key) => new RnnSequence(key, draw.Matrix(length, inputs)))];

    /// <summary>Fails unless all predictions and final states agree to 1e-5.</summary>
    public static void Compare(RnnModel model, RnnSequence[] sequences, RnnState[]? states = null)
    {
        bool padded = sequences.Select(sequence => sequence.Length).Distinct().Count() > 1;
        using var exported = new ExportedModel(model, new ModelWriteOptions { Lengths = padded, Stateful = states is not null });
        Dictionary<string, float[]>? values = states is null ? null : exported.StatesOf(states);

        double[][][] peer = exported.Run(sequences, values);

        double[][][] ours = Ours(model, sequences, states);
        for (int i = 0; i < sequences.Length; i++)
        {
            AssertNear(ours[i], peer[i], $"{model.ToSummary()}, sequence {i}");
        }

        if (states is not null)
        {
            exported.AssertStates(values!, states);
        }
    }

    /// <summary>The predictions, [sequence][step][output].</summary>
    public static double[][][] Ours(RnnModel model, RnnSequence[] sequences, RnnState[]? states = null)
    {
        ILookup<object, RnnStep> steps = new RnnBatch(model, RnnPrecision.Single).Run(sequences, states).ToLookup(step => step.Sequence);
        return [.. sequences.Select(sequence =>
        {
            double[][] predictions = [.. steps[sequence.Key].OrderBy(step => step.Step).Select(step => step.PredictionVector.ToArray())];
            return model.OutputStep == RnnOutputStep.Last ? predictions[^1..] : predictions;
        })];
    }

    public static void AssertNear(double[][] expected, double[][] actual, string where)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int t = 0; t < expected.Length; t++)
        {
            Near.Equal(expected[t], actual[t], 1e-5, $"{where}, step {t}");
        }
    }
}
