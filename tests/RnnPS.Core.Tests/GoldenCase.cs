using System.Text.Json;

namespace RnnPS.Core.Tests;

/// <summary>A reference case that PyTorch computed, with its parameters in our shapes and our order of gates.</summary>
internal sealed class GoldenCase
{
    private readonly JsonElement _root;

    public GoldenCase(string name, string folder = "golden")
        : this(JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(folder), name + ".json"))).RootElement)
    {
    }

    public GoldenCase(JsonElement root) => _root = root;

    /// <summary>[batch][time][feature]; beyond a sequence's length there is padding.</summary>
    public double[][][] Input => _root.GetProperty("input").Deserialize<double[][][]>()!;

    /// <summary>[batch][time][component]; a class stands alone in its array.</summary>
    public double[][][] Target => [.. _root.GetProperty("target").EnumerateArray().Select(steps => steps.EnumerateArray().Select(
        step => step.ValueKind == JsonValueKind.Array ? step.Deserialize<double[]>()! : [step.GetDouble()]).ToArray())];

    /// <summary>The loss of a step.</summary>
    public RnnLossFunction LossFunction => LossName switch
    {
        "mae" => RnnLossFunction.MeanAbsoluteError,
        "huber" => RnnLossFunction.Huber(),
        "softmax_cross_entropy" => RnnLossFunction.SoftmaxCrossEntropy,
        "binary_cross_entropy_with_logits" => RnnLossFunction.BinaryCrossEntropy,
        "mse" or "mse over the valid steps" or "sumsq" => RnnLossFunction.MeanSquaredError,
        _ => throw new InvalidOperationException($"There is no loss {LossName}."),
    };

    /// <summary>How the steps' losses become one.</summary>
    public RnnReduction Reduction => LossName == "sumsq" ? RnnReduction.Sum : RnnReduction.Mean;

    /// <summary>The steps of each sequence that exist.</summary>
    public int[] Lengths => Optional("lengths")?.Deserialize<int[]>() ?? [.. Input.Select(steps => steps.Length)];

    /// <summary>The loss over everything.</summary>
    public double Loss => _root.GetProperty("expected").GetProperty("loss").GetDouble();

    /// <summary>The sequences, cut to their lengths, with their place in the batch as key.</summary>
    public RnnSequence[] Sequences
    {
        get
        {
            double[][][] input = Input;
            int[] lengths = Lengths;
            return [.. input.Select((steps, batch) => new RnnSequence(batch, Matrix(steps).Slice(0, lengths[batch])))];
        }
    }

    private JsonElement Parameters => _root.GetProperty("parameters");

    private string LossName => _root.GetProperty("loss").GetString()!;

    private string Kind => _root.GetProperty("kind").GetString()!;

    private string[] Directions => Optional("bidirectional")?.GetBoolean() == true ? [string.Empty, "_reverse"] : [string.Empty];

    /// <summary>The names of the cases of a folder.</summary>
    public static string[] Names(string folder) =>
        [.. Directory.GetFiles(Folder(folder), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    /// <summary>The gradient of each of our parameter groups, by its name, in our shapes and our order of gates.</summary>
    public Dictionary<string, double[]> Gradients => Groups(_root.GetProperty("expected").GetProperty("gradients"));

    /// <summary>The parameters after training, likewise.</summary>
    public Dictionary<string, double[]> TrainedParameters => Groups(_root.GetProperty("expected").GetProperty("parameters"));

    /// <summary>A whole number of the case.</summary>
    public int Integer(string name) => _root.GetProperty(name).GetInt32();

    /// <summary>A number of the optimizer.</summary>
    public double Option(string name) => _root.GetProperty("options").GetProperty(name).GetDouble();

    /// <summary>The loss before each update.</summary>
    public double[] Losses => _root.GetProperty("expected").GetProperty("losses").Deserialize<double[]>()!;

    public double[][][] Expected(string name) =>
        _root.GetProperty("expected").GetProperty(name).Deserialize<double[][][]>()!;

    /// <summary>A part of the state after each sequence's last step, [cell][batch][component]; null where there is none.</summary>
    public double[][][]? FinalState(string part) => State(_root.GetProperty("expected").GetProperty("finalState"), part);

    /// <summary>What each sequence starts from: zeros where the case says nothing.</summary>
    public RnnState[] StartStates(RnnModel model)
    {
        return [.. Enumerable.Range(0, Input.Length).Select(batch => Optional("initialState") is not { } start
            ? new RnnState(model)
            : new RnnState(model, [.. Vectors(start, "h", batch)!], Vectors(start, "c", batch)?.Select(c => (RnnVector?)c).ToArray()))];
    }

    public RnnModel ToModel() => new(
        Enumerable.Range(0, Optional("layers")?.GetInt32() ?? 1).Select(Layer),
        Transposed("output.weight"),
        Vector("output.bias"));

    private static string Folder(string folder) => Path.Combine(AppContext.BaseDirectory, folder);

    private static double[][][]? State(JsonElement state, string part) =>
        state.TryGetProperty(part, out JsonElement values) ? values.Deserialize<double[][][]>() : null;

    private static IEnumerable<RnnVector>? Vectors(JsonElement state, string part, int batch) =>
        State(state, part)?.Select(cell => new RnnVector(cell[batch]));

    private static RnnMatrix Matrix(double[][] rows) => new(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row)]);

    private JsonElement? Optional(string name) =>
        _root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private Dictionary<string, double[]> Groups(JsonElement arrays)
    {
        var groups = new Dictionary<string, double[]>();
        string[] directions = Directions;
        for (int cell = 0; arrays.TryGetProperty(Name("weight_ih", cell), out _); cell++)
        {
            foreach ((string ours, string theirs) in new[]
            {
                ("InputWeights", "weight_ih"), ("RecurrentWeights", "weight_hh"), ("ProjectionWeights", "weight_hr"),
                ("Bias", "bias_ih"), ("RecurrentBias", "bias_hh"),
            })
            {
                if (arrays.TryGetProperty(Name(theirs, cell), out JsonElement values))
                {
                    groups.Add($"Layers[{cell}].{ours}", Ours(values, theirs != "weight_hr"));
                }
            }
        }

        groups.Add("OutputWeights", Ours(arrays.GetProperty("output.weight"), gates: false));
        groups.Add("OutputBias", Ours(arrays.GetProperty("output.bias"), gates: false));
        return groups;

        string Name(string array, int cell) => $"{array}_l{cell / directions.Length}{directions[cell % directions.Length]}";
    }

    private double[] Ours(JsonElement values, bool gates)
    {
        if (values[0].ValueKind != JsonValueKind.Array)
        {
            double[] vector = values.Deserialize<double[]>()!;
            return gates ? InOurOrder(vector) : vector;
        }

        double[][] rows = values.Deserialize<double[][]>()!;
        return Transpose(gates ? InOurOrder(rows) : rows).AsSpan().ToArray();
    }

    private RnnStackLayer Layer(int layer) => Directions.Length == 1
        ? new RnnStackLayer(Cell($"l{layer}"))
        : new RnnStackLayer(Cell($"l{layer}"), Cell($"l{layer}_reverse"));

    private RnnCell Cell(string suffix)
    {
        RnnMatrix input = GatesTransposed("weight_ih_" + suffix);
        RnnMatrix recurrent = GatesTransposed("weight_hh_" + suffix);
        RnnVector? bias = GateVector("bias_ih_" + suffix);
        RnnVector? recurrentBias = GateVector("bias_hh_" + suffix);
        return Kind switch
        {
            "elman" => new ElmanCell(
                input,
                recurrent,
                bias,
                RnnActivationFunction.Parse(Optional("activation")?.GetString() ?? "tanh"),
                recurrentBias: recurrentBias),
            // i, f, g, o are our i, f, c, o.
            "lstm" => new LstmCell(input, recurrent, bias, recurrentBias, new LstmOptions
            {
                ProjectionWeights = Parameters.TryGetProperty("weight_hr_" + suffix, out _) ? Transposed("weight_hr_" + suffix) : null,
            }),
            "gru" => new GruCell(input, recurrent, bias, recurrentBias),
            _ => throw new InvalidOperationException($"There is no cell of kind {Kind}."),
        };
    }

    // PyTorch's GRU has the blocks r, z, n, ours z, r, h.
    private T[] InOurOrder<T>(T[] rows)
    {
        if (Kind != "gru")
        {
            return rows;
        }

        int block = rows.Length / 3;
        return [.. rows[block..(2 * block)], .. rows[..block], .. rows[(2 * block)..]];
    }

    private RnnVector Vector(string name) => new(Parameters.GetProperty(name).Deserialize<double[]>()!);

    private RnnVector? GateVector(string name) => Parameters.TryGetProperty(name, out JsonElement values)
        ? new RnnVector(InOurOrder(values.Deserialize<double[]>()!))
        : null;

    private RnnMatrix GatesTransposed(string name) => Transpose(InOurOrder(Parameters.GetProperty(name).Deserialize<double[][]>()!));

    private RnnMatrix Transposed(string name) => Transpose(Parameters.GetProperty(name).Deserialize<double[][]>()!);

    private static RnnMatrix Transpose(double[][] rows) =>
        Matrix([.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Select(row => row[column]).ToArray())]);
}
