namespace RnnPS.Files.Onnx;

/// <summary>Operators that compute elements: of constants, or of a signal and a constant, which is an affine map.</summary>
internal static class ArithmeticOperators
{
    /// <summary>Add, and Sum of two values.</summary>
    public static GraphValue Add(OnnxNode node) => node switch
    {
        { InputCount: 1 } => node.Input(0),
        { InputCount: > 2 } => throw node.Unsupported("adds more than two values"),
        _ => Combine(node, (a, b) => a + b, (a, b) => a + b, RnnMerge.Sum, (c, isFirst) => ([1], c)),
    };

    /// <summary>Sub.</summary>
    public static GraphValue Sub(OnnxNode node) => Combine(
        node, (a, b) => a - b, (a, b) => a - b, null, (c, isFirst) => isFirst ? ([-1], c) : ([1], Array.ConvertAll(c, value => -value)));

    /// <summary>Mul.</summary>
    public static GraphValue Mul(OnnxNode node) => Combine(node, (a, b) => a * b, (a, b) => a * b, RnnMerge.Multiply, (c, isFirst) => (c, [0]));

    /// <summary>Div.</summary>
    public static GraphValue Div(OnnxNode node) => Combine(
        node, (a, b) => a / b, (a, b) => a / b, null, (c, isFirst) => isFirst
            ? throw node.Unsupported("divides a constant by the output of a layer")
            : (Array.ConvertAll(c, value => 1 / value), [0]));

    /// <summary>Mean of two values.</summary>
    public static GraphValue Mean(OnnxNode node) => node is { InputCount: 2 } && node.Input(0) is Signal left && node.Input(1) is Signal right
        ? LayerOperators.Merge(node, left, right, RnnMerge.Average)
        : throw node.Unsupported("averages other values than two directions");

    /// <summary>Neg.</summary>
    public static GraphValue Neg(OnnxNode node) => node.Input(0) is Signal signal
        ? node.Affine(signal, signal.Features, [-1], [0])
        : Map(value => -value, value => value * Extent.Of(-1))(node);

    /// <summary>A function of each element of a constant.</summary>
    public static Func<OnnxNode, GraphValue> Map(Func<double, double> number, Func<Extent, Extent>? integer = null) => node => node.Input(0) switch
    {
        Constant<double> numbers => new Constant<double>(numbers.Shape, Array.ConvertAll(numbers.Elements, value => number(value))),
        Constant<Extent> integers when integer is not null =>
            new Constant<Extent>(integers.Shape, Array.ConvertAll(integers.Elements, value => integer(value))),
        { } other => throw node.Unsupported($"acts on {other}, which is not a constant"),
    };

    /// <summary>Equal.</summary>
    public static GraphValue Equal(OnnxNode node) => node.Input(0) is Constant<Extent> left && node.Input(1) is Constant<Extent> right
        ? Zip(node, left, right, Extent.AreEqual)
        : throw node.Unsupported($"compares {node.Input(0)} and {node.Input(1)}");

    /// <summary>Where.</summary>
    public static GraphValue Where(OnnxNode node)
    {
        if (node.Input(0) is not Constant<Extent> condition)
        {
            throw node.Unsupported("chooses between values");
        }

        // A choice that is the same for all elements.
        if (condition.Elements.Distinct().Count() == 1 && condition.Elements[0].Value is { } all && node.Input(all != 0 ? 1 : 2) is Constant chosen)
        {
            return node.Expanded(chosen, Broadcast(node, Broadcast(node, condition.Shape, node.Input(1).Shape), node.Input(2).Shape));
        }

        if (node.Input(1) is not Constant<Extent> left || node.Input(2) is not Constant<Extent> right)
        {
            throw node.Unsupported("chooses between values");
        }

        Constant<Extent> first = Zip(node, condition, left, (choice, value) => choice.Value switch
        {
            null => Extent.NewUnknown(),
            0 => Extent.Of(0),
            _ => value,
        });
        Constant<Extent> second = Zip(node, condition, right, (choice, value) => choice.Value == 0 ? value : Extent.Of(0));
        return Zip(node, first, second, (a, b) => a + b);
    }

    private static GraphValue Combine(
        OnnxNode node,
        Func<double, double, double> numbers,
        Func<Extent, Extent, Extent> integers,
        RnnMerge? merge,
        Func<double[], bool, (double[] Scale, double[] Shift)> affine)
    {
        switch (node.Input(0), node.Input(1))
        {
            case (Constant<double> left, Constant<double> right):
                return Zip(node, left, right, numbers);
            case (Constant<Extent> left, Constant<Extent> right):
                return Zip(node, left, right, integers);
            case (Signal { GraphInput: null } signal, Signal { GraphInput: not null }):
                return Map(signal, node.Constant<double>(1, "a constant"), isFirst: false);
            case (Signal { GraphInput: not null }, Signal { GraphInput: null } signal):
                return Map(signal, node.Constant<double>(0, "a constant"), isFirst: true);
            case (Signal left, Signal right):
                return LayerOperators.Merge(node, left, right, merge ?? throw node.Unsupported("combines the outputs of two layers"));
            case (Signal signal, _):
                return Map(signal, node.Constant<double>(1, "a constant"), isFirst: false);
            case (_, Signal signal):
                return Map(signal, node.Constant<double>(0, "a constant"), isFirst: true);
            default:
                throw node.Unsupported($"combines {node.Input(0)} and {node.Input(1)}, which are of different types");
        }

        Signal Map(Signal signal, Constant<double> constant, bool isFirst)
        {
            // Before operator set 7, an attribute can align the constant with other axes than the last.
            if (node.Reading.OperatorSet < 7 && node.Int("axis", -1) is var axis && axis >= 0 && axis + constant.Rank != signal.Rank && constant.Stored > 1)
            {
                throw node.Unsupported(FormattableString.Invariant($"aligns {constant} with the axis {axis}"));
            }

            (double[] elements, AxisPart[]? features) = node.PerFeature(signal, constant, out Signal aligned);
            (double[] scale, double[] shift) = affine(elements, isFirst);
            return node.Affine(aligned, features, scale, shift);
        }
    }

    private static Constant<T> Zip<T>(OnnxNode node, Constant<T> left, Constant<T> right, Func<T, T, T> map)
        where T : notnull
    {
        Extent[] shape = Broadcast(node, left.Shape, right.Shape);
        if (left.IsUniform && right.IsUniform)
        {
            return new Constant<T>(shape, [map(left.Elements[0], right.Elements[0])]);
        }

        T[] first = ((Constant<T>)node.Expanded(left, shape)).Elements;
        T[] second = ((Constant<T>)node.Expanded(right, shape)).Elements;
        int count = Math.Max(first.Length, second.Length);
        return new Constant<T>(shape, [.. Enumerable.Range(0, node.Reading.Take(count)).Select(i => map(first[first.Length == 1 ? 0 : i], second[second.Length == 1 ? 0 : i]))]);
    }

    // The shape of which two shapes are parts: an axis of the size 1 has any size.
    private static Extent[] Broadcast(OnnxNode node, IReadOnlyList<Extent> left, IReadOnlyList<Extent> right)
    {
        int rank = Math.Max(left.Count, right.Count);
        Extent Size(IReadOnlyList<Extent> shape, int axis) => axis < rank - shape.Count ? Extent.One : shape[axis - rank + shape.Count];
        Extent[] both = [.. Enumerable.Range(0, rank).Select(axis => Size(left, axis).Value == 1 ? Size(right, axis) : Size(left, axis))];
        return Enumerable.Range(0, rank).All(axis => Size(right, axis).Value == 1 || Size(right, axis).Equals(both[axis])) ? both
            : throw node.Unsupported($"combines constants of the shapes [{string.Join(" × ", left)}] and [{string.Join(" × ", right)}]");
    }
}
