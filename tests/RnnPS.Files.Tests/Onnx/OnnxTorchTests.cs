using System.Text.Json;
using RnnPS.Core.Tests;

namespace RnnPS.Files.Tests;

/// <summary>Files of PyTorch's exporter, which tests/data/models/onnx/make.py makes, and what PyTorch computes.</summary>
public sealed class OnnxTorchTests
{
    public static TheoryData<string> Names() => [.. Directory.GetFiles(Folder(), "*.onnx").Select(file => Path.GetFileNameWithoutExtension(file)!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_exported_model_computes_what_PyTorch_does(string name)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(), name + ".json")));
        RnnSequence[] sequences = [.. json.RootElement.GetProperty("inputs").EnumerateArray().Select((sequence, key) => new RnnSequence(key, Matrix(sequence)))];
        RnnMatrix[] expected = [.. json.RootElement.GetProperty("outputs").EnumerateArray().Select(Matrix)];
        List<string> notes = [];

        RnnModel model = ForeignGraph.Import(File.ReadAllBytes(Path.Combine(Folder(), name + ".onnx")), notes);

        double[][][] ours = OnnxComparison.Ours(model, sequences);
        bool takesLast = notes.Exists(note => note.Contains("-Last", StringComparison.Ordinal));
        Assert.Equal(name == "elman-reverse-last-timestep", takesLast);
        for (int i = 0; i < expected.Length; i++)
        {
            // An output for each sequence is a list of numbers.
            double[] all = [.. (takesLast ? ours[i][^1..] : ours[i]).SelectMany(step => step)];
            Near.Equal(expected[i].AsSpan().ToArray(), all, 1e-5, $"{name}, sequence {i}");
        }
    }

    private static string Folder() => Path.Combine(AppContext.BaseDirectory, "models", "onnx");

    private static RnnMatrix Matrix(JsonElement rows)
    {
        double[][] all = [.. rows.EnumerateArray().Select(row => row.ValueKind == JsonValueKind.Array
            ? row.EnumerateArray().Select(value => value.GetDouble()).ToArray()
            : [row.GetDouble()])];
        return new RnnMatrix(all.Length, all[0].Length, [.. all.SelectMany(row => row)]);
    }
}
