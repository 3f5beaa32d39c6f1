namespace RnnPS.Files.Onnx;

/// <summary>Reads the cells of an operator: its weights in ONNX's order of gates, and its attributes.</summary>
internal sealed class CellReader
{
    private readonly OnnxNode _node;
    private readonly Constant<double> _input;
    private readonly Constant<double> _recurrent;
    private readonly Constant<double>? _bias;
    private readonly Constant<double>? _peepholes;
    private readonly int[] _gates;
    private readonly CellForm[] _forms;

    /// <summary>Reads what all directions share.</summary>
    /// <param name="node">The operator.</param>
    /// <exception cref="RnnException">
    /// A weight is no constant or an option is unknown (<see cref="RnnErrorId.ModelUnsupported"/>), or shapes do not fit
    /// (<see cref="RnnErrorId.ModelFile"/>).
    /// </exception>
    public CellReader(OnnxNode node)
    {
        _node = node;
        bool isCoupled = node.Int("input_forget", 0) != 0;
        _gates = OnnxCell.Gates(node.Operator, isCoupled);
        string direction = node.Text("direction") ?? "forward";
        Directions = direction.ToUpperInvariant() switch
        {
            "FORWARD" => [false],
            "REVERSE" => [true],
            "BIDIRECTIONAL" => [false, true],
            _ => throw node.Damaged($"has the direction '{MessageText.Excerpt(direction)}'"),
        };
        _input = node.Constant<double>(1, "W");
        _recurrent = node.Constant<double>(2, "R");
        _bias = node.Optional(3) is null ? null : node.Constant<double>(3, "B");
        _peepholes = IsLstm && node.Optional(7) is not null ? node.Constant<double>(7, "P") : null;
        int[] sizes = _recurrent.Sizes ?? [];
        HiddenSize = sizes.Length == 3 ? sizes[2] : 0;
        InputSize = _input.Sizes is [_, _, var inputs] ? inputs : 0;
        int rows = _gates.Length * HiddenSize;
        RequireShape("W", _input, rows, InputSize);
        RequireShape("R", _recurrent, rows, HiddenSize);
        RequireShape("B", _bias, 2 * rows);
        RequireShape("P", _peepholes, 3 * HiddenSize);
        long stated = node.Int("hidden_size", HiddenSize);
        if (HiddenSize == 0 || InputSize == 0 || stated != HiddenSize)
        {
            throw node.Damaged(FormattableString.Invariant($"has hidden_size {stated}, but weights of the shapes {_input} and {_recurrent}"));
        }

        _forms = Forms(isCoupled);
    }

    /// <summary>The number of units.</summary>
    public int HiddenSize { get; }

    /// <summary>The number of inputs.</summary>
    public int InputSize { get; }

    /// <summary>Whether the operator is an LSTM.</summary>
    public bool IsLstm => _node.Operator == "LSTM";

    /// <summary>For each direction, whether it is the reverse one.</summary>
    public bool[] Directions { get; }

    /// <summary>Creates the cell of a direction.</summary>
    /// <param name="direction">The index of the direction.</param>
    /// <returns>The cell.</returns>
    /// <exception cref="RnnException">The cell refuses a weight, or the weights are far larger than the file.</exception>
    public RnnCell Create(int direction)
    {
        var arrays = new CellArrays
        {
            [CellArray.InputWeights] = Transposed(_input, InputSize, direction),
            [CellArray.RecurrentWeights] = Transposed(_recurrent, HiddenSize, direction),
        };
        if (_bias is not null)
        {
            int half = _gates.Length * HiddenSize;
            double[] all = Part(_bias, 2 * half, direction);
            arrays.Set(CellArray.Bias, Reordered(all.AsSpan(0, half), _gates));
            if (all.AsSpan(half).ContainsAnyExcept(0.0))
            {
                arrays.Set(CellArray.RecurrentBias, Reordered(all.AsSpan(half), _gates));
            }
        }

        if (_peepholes is not null)
        {
            arrays.Set(
                CellArray.Peepholes, Reordered(Part(_peepholes, 3 * HiddenSize, direction), OnnxCell.Peepholes(_forms[direction].Coupled)));
        }

        return _forms[direction].ToCell(arrays);
    }

    private CellForm[] Forms(bool isCoupled)
    {
        float? clip = _node.Number("clip");
        if (clip is not null && IsLstm)
        {
            _node.Reading.Note(
                $"The operator {_node} has a clip. The imported model clips as the ONNX standard says, also the cell state before its activation, which ONNX Runtime does not clip.");
        }

        RnnActivationFunction[][] functions = OnnxActivation.Read(_node, Directions.Length);
        return Array.ConvertAll(functions, all => new CellForm
        {
            Kind = _node.Operator switch
            {
                "RNN" => RnnCellKind.Elman,
                "GRU" => RnnCellKind.Gru,
                _ => RnnCellKind.Lstm,
            },
            GateActivation = all[0],
            Activation = all[all.Length > 1 ? 1 : 0],
            CellStateActivation = all[^1],
            Coupled = isCoupled,
            ResetAfter = _node.Int("linear_before_reset", 0) != 0,
            ActivationClip = clip,
        });
    }

    private void RequireShape(string name, Constant<double>? constant, params int[] sizes)
    {
        if (constant is not null && constant.Sizes?.SequenceEqual([Directions.Length, .. sizes]) != true)
        {
            throw _node.Damaged(FormattableString.Invariant($"has {name} of the shape {constant} instead of [{Directions.Length} × {string.Join(" × ", sizes)}]"));
        }
    }

    // The numbers of one direction.
    private double[] Part(Constant<double> constant, int size, int direction) => _node.Numbers(constant, direction * size, size);

    // From [gates·hidden × columns] in ONNX's order to [columns × gates·hidden] in ours.
    private RnnMatrix Transposed(Constant<double> constant, int columns, int direction)
    {
        int rows = _gates.Length * HiddenSize;
        double[] source = Part(constant, MemoryLimit.ArrayLength((long)rows * columns), direction);
        int width = (_gates.Max() + 1) * HiddenSize;
        var values = new double[_node.Reading.Take((long)width * columns)];
        for (int gate = 0; gate < _gates.Length; gate++)
        {
            if (_gates[gate] >= 0)
            {
                TensorBlock.Transpose(
                    source.AsSpan(gate * HiddenSize * columns), columns, HiddenSize, columns, values.AsSpan(_gates[gate] * HiddenSize), width);
            }
        }

        return new RnnMatrix(columns, width, values);
    }

    private RnnVector Reordered(ReadOnlySpan<double> values, int[] blocks)
    {
        var ordered = new double[(blocks.Max() + 1) * HiddenSize];
        for (int block = 0; block < blocks.Length; block++)
        {
            if (blocks[block] >= 0)
            {
                values.Slice(block * HiddenSize, HiddenSize).CopyTo(ordered.AsSpan(blocks[block] * HiddenSize));
            }
        }

        return new RnnVector(ordered);
    }
}
