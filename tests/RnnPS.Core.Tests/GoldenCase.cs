using System.Text.Json;

namespace RnnPS.Core.Tests;

/// <summary>A reference case that PyTorch computed, with its parameters in our shapes.</summary>
internal sealed class GoldenCase
{
    private readonly JsonElement _root;

    public GoldenCase(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "golden", name + ".json");
        _root = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
    }

    public int LayerCount => _root.GetProperty("layers").GetInt32();

    /// <summary>[batch][time][feature].</summary>
    public double[][][] Input => _root.GetProperty("input").Deserialize<double[][][]>()!;

    /// <summary>[batch][time][component].</summary>
    public double[][][] Target => _root.GetProperty("target").Deserialize<double[][][]>()!;

    /// <summary>The mean squared error over everything.</summary>
    public double Loss => _root.GetProperty("expected").GetProperty("loss").GetDouble();

    public double[][][] Expected(string name) =>
        _root.GetProperty("expected").GetProperty(name).Deserialize<double[][][]>()!;

    /// <summary>The state h after the last step, [layer][batch][hidden].</summary>
    public double[][][] FinalState =>
        _root.GetProperty("expected").GetProperty("finalState").GetProperty("h").Deserialize<double[][][]>()!;

    public RnnModel ToModel() => new(
        Enumerable.Range(0, LayerCount).Select(Cell),
        Transposed("output.weight"),
        Vector("output.bias"));

    private ElmanCell Cell(int layer)
    {
        double[]? bias = null;
        if (Parameters.TryGetProperty($"bias_ih_l{layer}", out JsonElement inputBias))
        {
            bias = inputBias.Deserialize<double[]>()!;
            if (Parameters.TryGetProperty($"bias_hh_l{layer}", out JsonElement recurrentBias))
            {
                bias = [.. bias.Zip(recurrentBias.Deserialize<double[]>()!, (a, b) => a + b)];
            }
        }

        return new ElmanCell(
            Transposed($"weight_ih_l{layer}"),
            Transposed($"weight_hh_l{layer}"),
            bias is null ? null : new RnnVector(bias),
            Enum.Parse<RnnActivation>(_root.GetProperty("activation").GetString()!, ignoreCase: true));
    }

    private JsonElement Parameters => _root.GetProperty("parameters");

    private RnnVector Vector(string name) => new(Parameters.GetProperty(name).Deserialize<double[]>()!);

    private RnnMatrix Transposed(string name)
    {
        double[][] rows = Parameters.GetProperty(name).Deserialize<double[][]>()!;
        int columns = rows[0].Length;
        return new RnnMatrix(
            columns,
            rows.Length,
            [.. Enumerable.Range(0, columns).SelectMany(column => rows.Select(row => row[column]))]);
    }
}
