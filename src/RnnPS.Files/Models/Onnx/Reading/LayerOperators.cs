namespace RnnPS.Files.Onnx;

/// <summary>Operators that are layers without a state: dense layers, activations, embeddings, and merges of directions.</summary>
internal static class LayerOperators
{
    /// <summary>MatMul.</summary>
    public static GraphValue MatMul(OnnxNode node)
    {
        if (node.Input(0) is not Signal signal)
        {
            // W·x with the features on the axis before the last.
            Constant<double> left = node.Constant<double>(0, "a matrix");
            return node.Input(1) is Signal { Rank: >= 2 } right && left.Sizes is [var to, var from]
                ? node.Layer(right, right.Rank - 2, to, () => Dense(node, left, from, to, isTransposed: true))
                : throw node.Unsupported($"multiplies {left} by {node.Input(1)}");
        }

        Constant<double> weights = node.Constant<double>(1, "a matrix");
        int[] sizes = weights.Sizes ?? throw node.Unsupported($"multiplies by a matrix of the shape {weights}");
        if (sizes is [var directions, _, _] && directions > 1)
        {
            return Project(node, signal, weights, sizes);
        }

        if (sizes.Length == 0 || sizes.SkipLast(2).Any(size => size != 1) || signal.Rank == 0)
        {
            throw node.Unsupported($"multiplies {signal} by {weights}");
        }

        AxisPart[][] added = [.. Enumerable.Repeat<AxisPart[]>([], Math.Max(0, sizes.Length - signal.Rank))];
        signal = signal.With([.. added, .. signal.Axes]);
        if (sizes is [.., > 0 and var hidden, > 0 and var outputs]
            && signal is { Content: CellOutputs { Cells: [{ Projection: null } cell] }, Features: [var units] }
            && Signal.AreSame(signal.Axes[^1], [units])
            && hidden == cell.Size)
        {
            return Project(signal, cell, new RnnMatrix(hidden, outputs, node.Numbers(weights, 0, hidden * outputs)));
        }

        int rows = sizes.Length == 1 ? sizes[0] : sizes[^2];
        int columns = sizes.Length == 1 ? 1 : sizes[^1];
        Signal product = node.Layer(signal, signal.Rank - 1, columns, () => Dense(node, weights, rows, columns, isTransposed: false));
        return sizes.Length == 1 ? product.With(product.Content, product.Rank - 1, null, product.Features) : product;
    }

    /// <summary>Gemm: α·A·B + β·C.</summary>
    public static GraphValue Gemm(OnnxNode node)
    {
        if (node.Input(0) is not Signal { Rank: 2 } signal)
        {
            throw node.Unsupported($"multiplies {node.Input(0)}");
        }

        Constant<double> weights = node.Constant<double>(1, "a matrix");
        bool isTransposed = node.Int("transB", 0) != 0;
        int[] sizes = weights.Sizes is { Length: 2 } found ? found : throw node.Unsupported($"multiplies by {weights}");
        (int rows, int columns) = isTransposed ? (sizes[1], sizes[0]) : (sizes[0], sizes[1]);
        double alpha = node.Number("alpha") ?? 1;
        double beta = node.Number("beta") ?? 1;
        Constant<double>? shift = node.Optional(2) is null ? null : node.Constant<double>(2, "a bias");
        if (shift is not null && !shift.IsUniform && (shift.Shape[^1].Value != columns || shift.Stored != columns))
        {
            throw node.Unsupported($"adds {shift}, which varies over time or over the batch");
        }

        if (node.Int("transA", 0) != 0)
        {
            signal = signal.With([.. signal.Axes.Reverse()]);
        }

        return node.Layer(signal, 1, columns, () => Dense(node, weights, rows, columns, isTransposed, alpha) with
        {
            Bias = shift is null ? null : new RnnVector([.. Enumerable.Range(0, columns).Select(i => beta * shift.Elements[shift.IsUniform ? 0 : i])]),
        });
    }

    /// <summary>BatchNormalization with the statistics of the training.</summary>
    public static GraphValue BatchNormalization(OnnxNode node)
    {
        // Before operator set 7, an attribute says that the statistics of the training are taken.
        bool isTraining = node.Reading.OperatorSet < 7 ? node.Int("is_test", 0) == 0 : node.Int("training_mode", 0) != 0;
        if (node.Input(0) is not Signal signal || isTraining)
        {
            throw node.Unsupported("normalizes by the statistics of a batch, or a constant");
        }

        string[] names = ["scale", "B", "mean", "var"];
        double[][] all = [.. names.Select((name, i) => node.Constant<double>(i + 1, name).Elements)];
        int size = all.Max(values => values.Length);
        double epsilon = node.Number("epsilon") ?? 1e-5f;
        double At(int array, int i) => all[array].Length == 1 ? all[array][0]
            : i < all[array].Length ? all[array][i] : throw node.Damaged("has constants of different sizes");
        double[] scale = [.. Enumerable.Range(0, size).Select(i => At(0, i) / Math.Sqrt(At(3, i) + epsilon))];
        double[] shift = [.. Enumerable.Range(0, size).Select(i => At(1, i) - (At(2, i) * scale[i]))];
        return node.Affine(signal, signal.Rank > 1 ? 1 : 0, scale, shift);
    }

    /// <summary>An activation of each element.</summary>
    public static Func<OnnxNode, GraphValue> Activation(RnnActivation kind) => node => node.Input(0) is Signal signal
        ? node.Activation(signal, new RnnActivationFunction(kind, node.Number("alpha"), node.Number("beta")))
        : throw node.Unsupported("acts on a constant");

    /// <summary>Clip, which is a ReLU if it cuts below 0 only.</summary>
    public static GraphValue Clip(OnnxNode node)
    {
        double? Bound(string name, int input) => node.Number(name) is { } number ? number
            : node.Optional(input) is null ? null
            : node.Constant<double>(input, name).Elements[0];
        return node.Input(0) is Signal signal && Bound("min", 1) == 0 && (Bound("max", 2) ?? double.MaxValue) >= float.MaxValue
            ? node.Activation(signal, RnnActivation.Relu)
            : throw node.Unsupported("cuts its input to a range other than that of a ReLU");
    }

    /// <summary>Softmax over the features.</summary>
    public static GraphValue Softmax(OnnxNode node)
    {
        if (node.Input(0) is not Signal signal)
        {
            throw node.Unsupported("acts on a constant");
        }

        // Before operator set 13, all axes from the given one on are one.
        bool isOneAxis = node.Reading.OperatorSet >= 13;
        int axis = node.Axis(node.Int("axis", isOneAxis ? -1 : 1), signal.Rank);
        IEnumerable<AxisPart> parts = isOneAxis ? signal.Axes[axis] : signal.Axes.Skip(axis).SelectMany(other => other);
        if (signal.Features is not { } features || !Signal.AreSame(parts, features))
        {
            throw node.MixesAxes(signal, [.. parts]);
        }

        ChainOutput output = signal.Content.Resolve(node);
        return new Signal(output with { Chain = output.Chain.Add(node, RnnActivation.Identity, isSoftmax: true) }, signal.Axes, features);
    }

    /// <summary>Exp, which is the link of a loss function.</summary>
    public static GraphValue Exp(OnnxNode node)
    {
        if (node.Input(0) is not Signal signal)
        {
            throw node.Unsupported("acts on a constant");
        }

        ChainOutput output = signal.Content.Resolve(node);
        return new Signal(output with { Chain = output.Chain.AddExponential(node) }, signal.Axes, signal.Features);
    }

    /// <summary>Gather of rows of a table by tokens.</summary>
    public static Signal Embedding(OnnxNode node, Signal tokens, int axis)
    {
        Constant<double> table = node.Constant<double>(0, "a table");
        if (tokens.GraphInput is null || axis != 0 || table.Sizes is not [> 0 and var rows, > 0 and var columns])
        {
            throw node.Unsupported($"takes rows of {table} by {tokens}, which is not an embedding of a graph input");
        }

        ChainOutput output = tokens.Content.Resolve(node);
        AxisPart[] features = [new AxisPart(Extent.Of(columns))];
        return new Signal(
            output with
            {
                Chain = output.Chain.Add(node, _ => new EmbeddingLayer(new RnnMatrix(rows, columns, node.Numbers(table, 0, rows * columns)))),
            },
            [.. tokens.Axes, features],
            features);
    }

    /// <summary>A reduction of the axis of directions, which merges the two cells of a layer.</summary>
    public static Func<OnnxNode, GraphValue> Reduction(RnnMerge merge) => node =>
    {
        GraphValue value = node.Input(0);
        if (value is Constant<Extent> integers && merge == RnnMerge.Multiply && node.Axes(value.Rank, input: 1) is null or [0] && value.Rank == 1)
        {
            Extent product = Extent.Product(node.Extents(0, "integers"));
            return new Constant<Extent>(node.Int("keepdims", 1) != 0 ? [Extent.One] : [], [product]);
        }

        if (value is not Signal signal || node.Axes(signal.Rank, input: 1) is not [var axis])
        {
            throw node.Unsupported($"reduces {value}");
        }

        AxisPart[] parts = signal.Axes[axis];
        AxisPart[]? left = node.Int("keepdims", 1) != 0 ? [] : null;
        if (signal.Shape[axis].Value == 1 && (signal.Content.Time is not { } time || !parts.Contains(time)))
        {
            return signal.With(signal.Content, axis, left, signal.Features);
        }

        return signal is { Content: CellOutputs cells, Features: [var directions, var hidden] } && Signal.AreSame(parts, [directions])
            ? signal.With(cells.Resolve(node, merge), axis, left, [hidden])
            : throw node.MixesAxes(signal, parts);
    };

    /// <summary>Merges the outputs of two cells.</summary>
    public static Signal Merge(OnnxNode node, Signal left, Signal right, RnnMerge merge)
    {
        bool fits = left.Content is CellOutputs { Cells: [var first] }
            && right.Content is CellOutputs { Cells: [var second] }
            && left.Rank == right.Rank
            && first.Size == second.Size
            && left.Axes.Zip(right.Axes).All(pair => Signal.AreSame(
                pair.First, pair.Second.Select(part => part == right.Features![^1] ? left.Features![^1] : part)));
        return fits
            ? new Signal(
                new CellOutputs([((CellOutputs)left.Content).Cells[0], ((CellOutputs)right.Content).Cells[0]]).Resolve(node, merge), left.Axes, left.Features)
            : throw node.Unsupported("combines the outputs of two layers that are not the two directions of one layer");
    }

    // The cell may be one of two directions, which a later operator joins.
    private static Signal Project(Signal signal, CellOutput cell, RnnMatrix projection)
    {
        AxisPart[] projected = [new AxisPart(Extent.Of(projection.Columns))];
        return signal.With(new CellOutputs([cell with { Projection = projection }]), signal.Rank - 1, projected, projected);
    }

    private static Signal Project(OnnxNode node, Signal signal, Constant<double> weights, int[] sizes)
    {
        if (signal is not { Content: CellOutputs { Cells: var cells }, Features: [var directions, var hidden], Rank: >= 3 }
            || !Signal.AreSame(signal.Axes[^1], [hidden])
            || !Signal.AreSame(signal.Axes[^3], [directions])
            || cells.Count != sizes[0]
            || hidden.Size.Value != sizes[1]
            || cells.Any(cell => cell.Projection is not null))
        {
            throw node.Unsupported($"multiplies {signal} by {weights}");
        }

        int size = sizes[1] * sizes[2];
        var output = new AxisPart(Extent.Of(sizes[2]));
        return signal.With(
            new CellOutputs([.. cells.Select((cell, i) => cell with
            {
                Projection = new RnnMatrix(sizes[1], sizes[2], node.Numbers(weights, i * size, size)),
            })]),
            signal.Rank - 1,
            [output],
            [directions, output]);
    }

    private static DenseLayer Dense(OnnxNode node, Constant<double> weights, int rows, int columns, bool isTransposed, double factor = 1)
    {
        var values = new double[node.Reading.Take((long)rows * columns)];
        for (int i = 0; i < values.Length; i++)
        {
            (int row, int column) = (i / columns, i % columns);
            values[i] = factor * weights.Elements[weights.IsUniform ? 0 : isTransposed ? (column * rows) + row : i];
        }

        return rows > 0 && columns > 0 ? new DenseLayer(new RnnMatrix(rows, columns, values), null, RnnActivation.Identity)
            : throw node.Damaged("has a matrix without elements");
    }
}
