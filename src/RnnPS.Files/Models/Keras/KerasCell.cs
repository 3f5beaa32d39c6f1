namespace RnnPS.Files;

/// <summary>Reads the cells of Keras. Their weights are row vectors in the gate order of RnnPS.</summary>
/// <param name="weights">The weights of the model.</param>
/// <param name="version">The version of Keras; null if the file does not say it.</param>
internal sealed class KerasCell(KerasWeights weights, Version? version)
{
    /// <summary>Whether a class is a recurrent layer with one cell, or such a cell.</summary>
    /// <param name="className">The class.</param>
    /// <returns>The kind of the cell; null if it is none.</returns>
    public static RnnCellKind? Kind(string className) => className switch
    {
        "SimpleRNN" or "SimpleRNNCell" => RnnCellKind.Elman,
        "GRU" or "GRUCell" or "CuDNNGRU" => RnnCellKind.Gru,
        "LSTM" or "LSTMCell" or "CuDNNLSTM" => RnnCellKind.Lstm,
        _ => null,
    };

    /// <summary>Reads a cell.</summary>
    /// <param name="layer">The cell, or the layer that has its options.</param>
    /// <param name="part">The part of the layer that has the weights.</param>
    /// <param name="inputSize">The number of inputs; null if it is not known.</param>
    /// <returns>The cell.</returns>
    public RnnCell Read(KerasLayer layer, string part, int? inputSize)
    {
        RnnCellKind kind = Kind(layer.Class) ?? throw KerasFaults.Unknown(layer);
        bool isCuDnn = layer.Class.StartsWith("CuDNN", StringComparison.Ordinal);
        CellForm form = isCuDnn
            ? new CellForm { Kind = kind }
            : new CellForm
            {
                Kind = kind,
                Activation = Function(layer, "activation"),
                CellStateActivation = Function(layer, "activation"),
                GateActivation = kind == RnnCellKind.Elman ? RnnActivation.Sigmoid : Function(layer, "recurrent_activation"),
                // Keras before 2.1 did not have the option.
                ResetAfter = layer.Flag("reset_after"),
            };
        bool hasBias = isCuDnn || layer.Flag("use_bias", usual: true);
        KerasTensor[] tensors = weights.Take(part, hasBias ? ["kernel", "recurrent_kernel", "bias"] : ["kernel", "recurrent_kernel"]);
        return form.ToCell(Arrays(form, tensors, layer.Count("units"), inputSize));
    }

    private static CellArrays Arrays(CellForm form, KerasTensor[] tensors, long units, int? inputSize)
    {
        int gates = form.Kind switch { RnnCellKind.Elman => 1, RnnCellKind.Gru => 3, _ => 4 };
        RnnMatrix input = tensors[0].Matrix(inputSize, units * gates);
        RnnMatrix recurrent = tensors[1].Matrix(units, units * gates);
        var arrays = new CellArrays();
        // As in Keras, the bias tells whose layout the weights have.
        if (tensors is [_, _, { Shape: [var length] } both] && form.Kind != RnnCellKind.Elman && length == 2 * units * gates)
        {
            input = FromCuDnnInput(input, gates);
            recurrent = FromCuDnnRecurrent(recurrent, gates);
            SetBoth(arrays, form.Kind, both.Values, length / 2);
        }
        else if (tensors.Length == 3 && form is { Kind: RnnCellKind.Gru, ResetAfter: true })
        {
            SetBoth(arrays, form.Kind, tensors[2].Matrix(2, units * gates).AsSpan().ToArray(), (int)(units * gates));
        }
        else if (tensors.Length == 3)
        {
            arrays.Set(CellArray.Bias, tensors[2].Vector(units * gates));
        }

        arrays[CellArray.InputWeights] = input;
        arrays[CellArray.RecurrentWeights] = recurrent;
        return arrays;
    }

    // The second half is the bias of the recurrent product, which only a GRU keeps apart.
    private static void SetBoth(CellArrays arrays, RnnCellKind kind, double[] values, int half)
    {
        if (kind == RnnCellKind.Gru)
        {
            arrays.Set(CellArray.Bias, new RnnVector(values[..half]));
            arrays.Set(CellArray.RecurrentBias, new RnnVector(values[half..]));
        }
        else
        {
            arrays.Set(CellArray.Bias, new RnnVector([.. values[..half].Zip(values[half..], (first, second) => first + second)]));
        }
    }

    // Each gate's columns hold, row by row, the numbers of the transposed matrix.
    private static RnnMatrix FromCuDnnInput(RnnMatrix matrix, int gates)
    {
        int rows = matrix.Rows;
        int columns = matrix.Columns;
        int units = columns / gates;
        return Map(matrix, gates, (values, gate, row, unit) =>
        {
            int place = (unit * rows) + row;
            return values[(place / units * columns) + (gate * units) + (place % units)];
        });
    }

    // Each gate's matrix is transposed.
    private static RnnMatrix FromCuDnnRecurrent(RnnMatrix matrix, int gates)
    {
        int units = matrix.Rows;
        int columns = matrix.Columns;
        return Map(matrix, gates, (values, gate, row, unit) => values[(unit * columns) + (gate * units) + row]);
    }

    private static RnnMatrix Map(RnnMatrix matrix, int gates, Func<double[], int, int, int, double> map)
    {
        int units = matrix.Columns / gates;
        double[] from = matrix.AsSpan().ToArray();
        var values = new double[from.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int column = i % matrix.Columns;
            values[i] = map(from, column / units, i / matrix.Columns, column % units);
        }

        return new RnnMatrix(matrix.Rows, matrix.Columns, values);
    }

    private RnnActivationFunction Function(KerasLayer layer, string key)
    {
        // Null is the identity. The default depends on the version, so the file must say something.
        if (!layer.Has(key))
        {
            throw layer.BadOption(key);
        }

        var activation = KerasActivation.Of(layer, key, version);
        return activation.IsSoftmax
            ? throw KerasFaults.Create(layer, $"has softmax as its {key}", "RnnPS has softmax in an output layer only")
            : activation.Function;
    }
}
