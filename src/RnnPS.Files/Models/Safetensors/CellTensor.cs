namespace RnnPS.Files;

/// <summary>The tensor that keeps an array of a cell.</summary>
/// <param name="Array">The array.</param>
/// <param name="Name">The name of the tensor.</param>
/// <param name="IsVector">Whether the array is a vector.</param>
/// <param name="Gates">The gate of RnnPS's cell that each gate of the tensor is; null for a tensor in RnnPS's own layout.</param>
internal sealed record CellTensor(CellArray Array, string Name, bool IsVector, int[]? Gates)
{
    /// <summary>The prefix of recurrent tensors in PyTorch's layout.</summary>
    public const string TorchPrefix = "rnn.";

    /// <summary>The ending of the names of a cell that reads in reverse.</summary>
    public const string Reverse = "_reverse";

    private static readonly int[] OneGate = [0];

    // PyTorch's names (https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html), and whether gates are side by side.
    private static readonly (CellArray Array, string Name, bool IsVector, bool HasGates)[] Torch =
    [
        (CellArray.InputWeights, "weight_ih", false, true),
        (CellArray.RecurrentWeights, "weight_hh", false, true),
        (CellArray.Bias, "bias_ih", true, true),
        (CellArray.RecurrentBias, "bias_hh", true, true),
        (CellArray.ProjectionWeights, "weight_hr", false, false),
    ];

    private static readonly (CellArray Array, bool IsVector)[] Own =
    [
        (CellArray.InputWeights, false),
        (CellArray.RecurrentWeights, false),
        (CellArray.Bias, true),
        (CellArray.RecurrentBias, true),
        (CellArray.Peepholes, true),
        (CellArray.ProjectionWeights, false),
    ];

    /// <summary>PyTorch's gates: a cell's single gate; i, f, g, o, which are i, f, c, o here; and r, z, n, which are z, r, h here.</summary>
    private static readonly Dictionary<RnnCellKind, int[]> TorchGates = new()
    {
        [RnnCellKind.Elman] = OneGate,
        [RnnCellKind.Lstm] = [0, 1, 2, 3],
        [RnnCellKind.Gru] = [1, 0, 2],
    };

    /// <summary>PyTorch's names of the arrays, without a layer.</summary>
    public static IEnumerable<string> TorchNames => Torch.Select(line => line.Name);

    /// <summary>Whether PyTorch has a cell: nn.RNN with tanh or relu, nn.LSTM, or nn.GRU, whose reset gate comes after the product.</summary>
    /// <param name="form">The kind and the options of the cell.</param>
    /// <param name="hasPeepholes">Whether the cell has peepholes.</param>
    /// <returns>True if it does.</returns>
    public static bool IsTorch(CellForm form, bool hasPeepholes)
    {
        var usual = new CellForm
        {
            Kind = form.Kind,
            Activation = form is { Kind: RnnCellKind.Elman, Activation.Kind: RnnActivation.Relu } ? RnnActivation.Relu : RnnActivation.Tanh,
            Seed = form.Seed,
        };
        return !hasPeepholes && form == usual;
    }

    /// <summary>The tensors of a cell in PyTorch's layout.</summary>
    /// <param name="kind">The kind of the cell.</param>
    /// <param name="prefix">What precedes PyTorch's names.</param>
    /// <param name="suffix">What follows them, for example <c>_l0_reverse</c>.</param>
    /// <returns>A tensor for each array.</returns>
    public static IEnumerable<CellTensor> OfTorch(RnnCellKind kind, string prefix, string suffix) => Torch.Select(line =>
        new CellTensor(line.Array, prefix + line.Name + suffix, line.IsVector, line.HasGates ? TorchGates[kind] : OneGate));

    /// <summary>The tensors of a cell that PyTorch does not have, in RnnPS's own layout.</summary>
    /// <param name="suffix">The layer and the direction, as in <see cref="OfTorch"/>.</param>
    /// <returns>A tensor for each array.</returns>
    public static IEnumerable<CellTensor> OfOwn(string suffix) => Own.Select(line =>
        new CellTensor(line.Array, $"rnnps.{line.Array}{suffix}", line.IsVector, Gates: null));

    /// <summary>The ending of the names of a cell.</summary>
    /// <param name="layer">The zero-based layer.</param>
    /// <param name="isReverse">Whether the cell reads in reverse.</param>
    /// <returns>The ending, for example <c>_l0_reverse</c>.</returns>
    public static string Suffix(int layer, bool isReverse) => FormattableString.Invariant($"_l{layer}{(isReverse ? Reverse : string.Empty)}");

    /// <summary>Adds the array to a file.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="values">The array. A vector is a matrix of one row.</param>
    public void Write(SafetensorsWriter writer, RnnMatrix values)
    {
        if (IsVector)
        {
            writer.AddVector(Name, values, Gates ?? OneGate);
        }
        else if (Gates is null)
        {
            writer.Add(Name, values);
        }
        else
        {
            writer.AddTransposed(Name, values, Gates);
        }
    }

    /// <summary>Reads the array from a file.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The array. A vector is a matrix of one row.</returns>
    public RnnMatrix Read(SafetensorsReader reader)
    {
        if (IsVector)
        {
            RnnVector vector = reader.Vector(Name, Gates ?? OneGate);
            return new RnnMatrix(1, vector.Length, vector.ToArray());
        }

        return Gates is null ? reader.Matrix(Name) : reader.Transposed(Name, Gates);
    }
}
