namespace RnnPS.Files.Onnx;

/// <summary>A cell in the terms of ONNX's recurrent operators: the operator, its options, and the weights in its order.</summary>
/// <remarks>https://onnx.ai/onnx/operators/onnx__LSTM.html, onnx__GRU.html, onnx__RNN.html, version 14.</remarks>
internal sealed class OnnxCell
{
    // For each gate in ONNX's order, its index in our order. −1 means that our cell does not have the gate: a coupled LSTM has
    // no forget gate.
    private static readonly int[] PlainGates = [0];
    private static readonly int[] GruGates = [0, 1, 2];
    private static readonly int[] LstmGates = [0, 3, 1, 2];
    private static readonly int[] CoupledGates = [0, 2, -1, 1];

    // The same for the peepholes. ONNX's order is i, o, f. Ours is i, f, o, or for a coupled LSTM i, o.
    private static readonly int[] LstmPeepholes = [0, 2, 1];
    private static readonly int[] CoupledPeepholes = [0, 1, -1];

    private readonly RnnCell _cell;
    private readonly int[] _gates;

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="name">The cell's name in the model, for error messages, for example <c>Layers[0]</c>.</param>
    /// <exception cref="RnnException">
    /// ONNX has no such cell or option (<see cref="RnnErrorId.ModelUnsupported"/>), or the clip has no value in single precision
    /// (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
    public OnnxCell(RnnCell cell, string name)
    {
        _cell = cell;
        Name = name;
        Clip = ClipOf(cell, name);
        (Operator, Activations) = cell switch
        {
            ElmanCell elman => ("RNN", [elman.Activation]),
            GruCell gru => ("GRU", [gru.GateActivation, gru.CandidateActivation]),
            LstmCell lstm => ("LSTM", (RnnActivationFunction[])[lstm.GateActivation, lstm.CandidateActivation, lstm.CellStateActivation]),
            _ => throw Unsupported($"{name} is a cell of the kind {cell.Kind}, for which ONNX has no operator"),
        };
        _gates = Gates(Operator, cell is LstmCell { Coupled: true });
    }

    /// <summary>The name of the cell in the model.</summary>
    public string Name { get; }

    /// <summary>The operator: RNN, GRU or LSTM.</summary>
    public string Operator { get; }

    /// <summary>The activation functions, in ONNX's order: f, g, h.</summary>
    public RnnActivationFunction[] Activations { get; }

    /// <summary>The bound of the activations' inputs; null for none.</summary>
    public float? Clip { get; }

    /// <summary>The number of inputs.</summary>
    public int InputSize => _cell.InputSize;

    /// <summary>The number of units, which is the size of the operator's state.</summary>
    public int HiddenSize => _cell.HiddenSize;

    /// <summary>The rows of the weights: the units of all gates.</summary>
    public int Rows => _gates.Length * HiddenSize;

    /// <summary>The projection of the state to the output; null for none.</summary>
    public RnnMatrix? Projection => (_cell as LstmCell)?.ProjectionWeights;

    /// <summary>Whether the cell has a bias.</summary>
    public bool HasBias => _cell.Bias is not null || _cell.RecurrentBias is not null;

    /// <summary>Whether the cell has peepholes.</summary>
    public bool HasPeepholes => _cell is LstmCell { Peepholes: not null };

    /// <summary>What ONNX states once for both directions of an operator. Cells that differ here need two operators.</summary>
    public (string Operator, int HiddenSize, int? Projection, float? Clip, bool Variant) Form =>
        (Operator, HiddenSize, Projection?.Columns, Clip, _cell is LstmCell { Coupled: true } or GruCell { ResetAfter: true });

    /// <summary>Gets the attribute for the variant of the cell; null if the operator has no variants.</summary>
    public AttributeProto? Variant => _cell switch
    {
        LstmCell lstm => AttributeProto.Of("input_forget", lstm.Coupled ? 1L : 0),
        GruCell gru => AttributeProto.Of("linear_before_reset", gru.ResetAfter ? 1L : 0),
        _ => null,
    };

    /// <summary>Adds the input weights, [rows × input].</summary>
    /// <param name="tensor">The tensor to fill.</param>
    public void AddInputWeights(FloatTensor tensor) => AddTransposed(tensor, _cell.InputWeights, nameof(RnnCell.InputWeights));

    /// <summary>Adds the recurrent weights, [rows × hidden].</summary>
    /// <remarks>
    /// ONNX's LSTM has no projection. With one, h = u·P for the state before the projection u, so h·R = u·(P·R): an LSTM without a
    /// projection, with the recurrent weights P·R, has the states u. P is applied to its output.
    /// </remarks>
    /// <param name="tensor">The tensor to fill.</param>
    public void AddRecurrentWeights(FloatTensor tensor) => AddTransposed(
        tensor,
        Projection is { } projection ? Product(projection, _cell.RecurrentWeights) : _cell.RecurrentWeights,
        nameof(RnnCell.RecurrentWeights));

    /// <summary>Adds the bias and the recurrent bias, [2 · rows]. A missing one is 0.</summary>
    /// <param name="tensor">The tensor to fill.</param>
    public void AddBiases(FloatTensor tensor)
    {
        AddBlocks(tensor, _cell.Bias, _gates, nameof(RnnCell.Bias));
        AddBlocks(tensor, _cell.RecurrentBias, _gates, nameof(RnnCell.RecurrentBias));
        for (int i = 0; _cell is { Bias: { } bias, RecurrentBias: { } recurrent } && i < bias.Length; i++)
        {
            // An operator adds both.
            _ = FloatTensor.Single(bias[i] + recurrent[i], $"The sum of {Name}.{nameof(RnnCell.Bias)} and {nameof(RnnCell.RecurrentBias)}");
        }
    }

    /// <summary>Adds the peepholes, [3 · hidden]. Missing ones are 0.</summary>
    /// <param name="tensor">The tensor to fill.</param>
    public void AddPeepholes(FloatTensor tensor)
    {
        var lstm = (LstmCell)_cell;
        AddBlocks(tensor, lstm.Peepholes, Peepholes(lstm.Coupled), nameof(LstmCell.Peepholes));
    }

    /// <summary>Adds the projection, [hidden × output].</summary>
    /// <param name="tensor">The tensor to fill.</param>
    public void AddProjection(FloatTensor tensor) => tensor.Add(Projection!.AsSpan(), $"{Name}.{nameof(LstmCell.ProjectionWeights)}");

    /// <inheritdoc/>
    public override string ToString() => _cell.ToString();

    /// <summary>Gets the order of gates of an operator.</summary>
    /// <param name="operation">The operator: RNN, GRU or LSTM.</param>
    /// <param name="isCoupled">Whether an LSTM couples its forget gate to its input gate.</param>
    /// <returns>For each gate in ONNX's order, its index in our order; −1 for one that our cell does not have.</returns>
    public static int[] Gates(string operation, bool isCoupled) => operation switch
    {
        "RNN" => PlainGates,
        "GRU" => GruGates,
        _ => isCoupled ? CoupledGates : LstmGates,
    };

    /// <summary>Gets the order of the peepholes of an LSTM.</summary>
    /// <param name="isCoupled">Whether it couples its forget gate to its input gate.</param>
    /// <returns>For each peephole in ONNX's order, its index in our order; −1 for one that our cell does not have.</returns>
    public static int[] Peepholes(bool isCoupled) => isCoupled ? CoupledPeepholes : LstmPeepholes;

    private static float? ClipOf(RnnCell cell, string name)
    {
        float? clip = (float?)cell.ActivationClip;
        return clip switch
        {
            // No number of single precision is cut by it.
            null or float.PositiveInfinity => null,
            0 => throw Unsupported(FormattableString.Invariant($"{name}.{nameof(RnnCell.ActivationClip)} is {cell.ActivationClip}, which is 0 in the single precision of an ONNX file")),
            _ when cell is LstmCell => throw Unsupported(
                FormattableString.Invariant($"{name} is an LSTM with {nameof(RnnCell.ActivationClip)} {cell.ActivationClip}. In ONNX it also clips the cell state, but in ONNX Runtime it does not, so the exported model would give other numbers")),
            _ => clip,
        };
    }

    private static RnnException Unsupported(string what) => new(
        RnnErrorId.ModelUnsupported, $"{what}: change the model, or export it as .safetensors instead.");

    private static RnnMatrix Product(RnnMatrix left, RnnMatrix right)
    {
        var product = new double[left.Rows * right.Columns];
        for (int row = 0; row < left.Rows; row++)
        {
            Span<double> sums = product.AsSpan(row * right.Columns, right.Columns);
            for (int k = 0; k < left.Columns; k++)
            {
                double factor = left[row, k];
                ReadOnlySpan<double> values = right[k].AsSpan();
                for (int column = 0; column < sums.Length; column++)
                {
                    sums[column] += factor * values[column];
                }
            }
        }

        return new RnnMatrix(left.Rows, right.Columns, product);
    }

    // From [rows × gates·hidden] to [gates·hidden × rows], in ONNX's order of gates.
    private void AddTransposed(FloatTensor tensor, RnnMatrix matrix, string weight)
    {
        foreach (int gate in _gates)
        {
            if (gate < 0)
            {
                tensor.AddZeros(HiddenSize * matrix.Rows);
            }
            else
            {
                tensor.AddColumns(matrix, gate * HiddenSize, HiddenSize, $"{Name}.{weight}");
            }
        }
    }

    private void AddBlocks(FloatTensor tensor, RnnVector? vector, int[] blocks, string weight)
    {
        foreach (int block in blocks)
        {
            if (block < 0 || vector is not { } values)
            {
                tensor.AddZeros(HiddenSize);
            }
            else
            {
                tensor.Add(values.AsSpan().Slice(block * HiddenSize, HiddenSize), $"{Name}.{weight}");
            }
        }
    }
}
