namespace RnnPS.Files;

/// <summary>
/// Folds affine layers, activations, and linear dense layers below recurrent ones, into their neighbours. The graph computes the same
/// function as before, up to rounding.
/// </summary>
internal static class GraphFolding
{
    /// <summary>Folds a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <returns>
    /// A graph without affine layers and activations. An affine map is part of the layer above it, of the linear dense layer below it or of
    /// the input scaler. An activation is part of the linear dense layer below it. What has no such neighbour is a dense layer of its own.
    /// </returns>
    /// <exception cref="RnnException">
    /// The sizes of neighbours differ (<see cref="RnnErrorId.ModelFile"/>), or an activation is below a recurrent layer
    /// (<see cref="RnnErrorId.ModelUnsupported"/>).
    /// </exception>
    public static ModelGraph Fold(ModelGraph graph)
    {
        Stack<ModelLayer> folded = [];
        RnnScaler? scaler = graph.InputScaler;
        foreach (ModelLayer layer in graph.Layers)
        {
            if (folded.TryPeek(out ModelLayer? below) && layer is not EmbeddingLayer && below.OutputSize != layer.InputSize)
            {
                throw ModelFaults.SizesDiffer(below, layer);
            }

            if (below is ActivationLayer && layer is RecurrentLayer)
            {
                throw ModelFaults.Unsupported("an activation below a recurrent layer");
            }

            bool isInputMap = folded.Count == 1 && layer is not (AffineLayer or EmbeddingLayer);
            if (isInputMap && scaler is null && below is AffineLayer affine && ToScaler(affine) is { } found)
            {
                folded.Pop();
                scaler = found;
            }

            folded.Push(Absorb(folded, layer));
        }

        return graph with
        {
            Layers =
            [
                .. folded.Reverse().Select(layer => layer switch
                {
                    AffineLayer affine => ToDense(affine),
                    ActivationLayer activation => ToDense(activation),
                    _ => layer,
                }),
            ],
            InputScaler = scaler,
        };
    }

    // Takes the layers that fold into a layer off the stack.
    private static ModelLayer Absorb(Stack<ModelLayer> below, ModelLayer layer)
    {
        while (below.TryPeek(out ModelLayer? next) && Merged(next, layer) is { } merged)
        {
            below.Pop();
            layer = merged;
        }

        return layer;
    }

    // The one layer that does what two do; null if there is none.
    private static ModelLayer? Merged(ModelLayer below, ModelLayer above) => (below, above) switch
    {
        (AffineLayer first, AffineLayer second) => new AffineLayer(
            Zip(first.Scale, second.Scale, (a, b) => a * b), MultiplyAdd(first.Shift, second.Scale, second.Shift)),
        (DenseLayer { IsLinear: true } dense, AffineLayer affine) => dense with
        {
            Weights = ScaleColumns(dense.Weights, affine.Scale),
            Bias = dense.Bias is { } bias ? MultiplyAdd(bias, affine.Scale, affine.Shift) : affine.Shift,
        },
        (DenseLayer { IsLinear: true } dense, ActivationLayer activation) => dense with
        {
            Activation = activation.Activation,
            Softmax = activation.Softmax,
        },
        (AffineLayer affine, ActivationLayer activation) => ToDense(affine) with
        {
            Activation = activation.Activation,
            Softmax = activation.Softmax,
        },
        (AffineLayer affine, DenseLayer dense) => dense with
        {
            Weights = ScaleRows(dense.Weights, affine.Scale),
            Bias = Through(affine.Shift, dense.Weights, dense.Bias),
        },
        (AffineLayer affine, RecurrentLayer recurrent) => WithInput(recurrent, cell => (
            ScaleRows(cell.InputWeights, affine.Scale), Through(affine.Shift, cell.InputWeights, cell.Bias))),
        (DenseLayer { IsLinear: true } dense, RecurrentLayer recurrent) => WithInput(recurrent, cell => (
            Product(dense.Weights, cell.InputWeights),
            dense.Bias is { } shift ? Through(shift, cell.InputWeights, cell.Bias) : cell.Bias)),
        _ => null,
    };

    // x·Scale + Shift is (x − Offset) / Scale of a scaler; null if that has no finite numbers.
    private static RnnScaler? ToScaler(AffineLayer affine)
    {
        RnnVector scale = Zip(affine.Scale, affine.Scale, (factor, _) => 1 / factor);
        RnnVector offset = Zip(affine.Shift, affine.Scale, (shift, factor) => -shift / factor);
        return scale.All(value => double.IsFinite(value) && value != 0) && offset.All(double.IsFinite)
            ? RnnScaler.Create(RnnScaling.Standard, offset, scale)
            : null;
    }

    private static DenseLayer ToDense(AffineLayer affine) =>
        new(Diagonal(affine.Scale.Length, i => affine.Scale[i]), affine.Shift, RnnActivation.Identity);

    private static DenseLayer ToDense(ActivationLayer layer) =>
        new(Diagonal(layer.Size, _ => 1), null, layer.Activation, layer.Softmax);

    private static RnnMatrix Diagonal(int size, Func<int, double> value)
    {
        var values = new double[MemoryLimit.ArrayLength((long)size * size)];
        for (int i = 0; i < size; i++)
        {
            values[(i * size) + i] = value(i);
        }

        return new RnnMatrix(size, size, values);
    }

    private static RecurrentLayer WithInput(RecurrentLayer recurrent, Func<RnnCell, (RnnMatrix Weights, RnnVector? Bias)> change)
    {
        RnnStackLayer layer = recurrent.Layer;
        return new RecurrentLayer(layer switch
        {
            { Merge: { } merge } => new RnnStackLayer(Changed(layer.Forward!), Changed(layer.Reverse!), merge),
            _ => new RnnStackLayer(Changed((layer.Forward ?? layer.Reverse)!), layer.Direction),
        });

        RnnCell Changed(RnnCell cell)
        {
            var arrays = CellArrays.Of(cell);
            (arrays[CellArray.InputWeights], RnnVector? bias) = change(cell);
            arrays.Set(CellArray.Bias, bias);
            return CellForm.Of(cell).ToCell(arrays);
        }
    }

    // shift·weights + bias: what a constant part of the input adds to the bias.
    private static RnnVector Through(RnnVector shift, RnnMatrix weights, RnnVector? bias)
    {
        double[] sum = bias?.ToArray() ?? new double[weights.Columns];
        for (int row = 0; row < weights.Rows; row++)
        {
            ReadOnlySpan<double> from = weights[row].AsSpan();
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += shift[row] * from[i];
            }
        }

        return new RnnVector(sum);
    }

    private static RnnMatrix ScaleRows(RnnMatrix matrix, RnnVector scale) => Map(matrix, (row, _, value) => value * scale[row]);

    private static RnnMatrix ScaleColumns(RnnMatrix matrix, RnnVector scale) => Map(matrix, (_, column, value) => value * scale[column]);

    private static RnnMatrix Map(RnnMatrix matrix, Func<int, int, double, double> map)
    {
        double[] values = matrix.AsSpan().ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = map(i / matrix.Columns, i % matrix.Columns, values[i]);
        }

        return new RnnMatrix(matrix.Rows, matrix.Columns, values);
    }

    private static RnnMatrix Product(RnnMatrix left, RnnMatrix right)
    {
        var values = new double[MemoryLimit.ArrayLength((long)left.Rows * right.Columns)];
        for (int row = 0; row < left.Rows; row++)
        {
            Through(left[row], right, null).AsSpan().CopyTo(values.AsSpan(row * right.Columns));
        }

        return new RnnMatrix(left.Rows, right.Columns, values);
    }

    private static RnnVector MultiplyAdd(RnnVector x, RnnVector factor, RnnVector summand) =>
        Zip(Zip(x, factor, (a, b) => a * b), summand, (a, b) => a + b);

    private static RnnVector Zip(RnnVector left, RnnVector right, Func<double, double, double> map) =>
        new([.. left.Zip(right, map)]);
}
