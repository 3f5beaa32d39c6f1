namespace RnnPS.Files.Onnx;

/// <summary>Operators that make constants.</summary>
internal static class ConstantOperators
{
    /// <summary>Constant.</summary>
    public static GraphValue Constant(OnnxNode node)
    {
        if (node.Tensor("value") is { } tensor)
        {
            return node.Reading.Read(tensor);
        }

        if (node.Number("value_float") is { } number)
        {
            return new Constant<double>([], [number]);
        }

        if (node.Numbers("value_floats") is { Count: > 0 } numbers)
        {
            return new Constant<double>([Extent.Of(numbers.Count)], [.. numbers.Select(value => (double)value)]);
        }

        if (node.Ints("value_ints") is { } integers)
        {
            return ShapeOperators.Integers([.. integers.Select(Extent.Of)]);
        }

        long missing = long.MinValue;
        return node.Int("value_int", missing) is var integer && integer != missing
            ? new Constant<Extent>([], [Extent.Of(integer)])
            : throw node.Unsupported("has a value that is not numbers");
    }

    /// <summary>ConstantOfShape.</summary>
    public static GraphValue ConstantOfShape(OnnxNode node)
    {
        Extent[] shape = node.Extents(0, "its shape");
        return node.Tensor("value") is not { } tensor ? new Constant<double>(shape, [0])
            : node.Reading.Read(tensor) is Constant { Stored: 1 } value ? value.With(shape)
            : throw node.Damaged("has a value that is not one number");
    }

    /// <summary>Tile.</summary>
    public static GraphValue Tile(OnnxNode node)
    {
        GraphValue input = node.Input(0);
        Extent[] repeats = node.Extents(1, "its repeats");
        if (repeats.Length != input.Rank)
        {
            throw node.Damaged("has repeats for other axes than those of its input");
        }

        Extent[] shape = [.. input.Shape.Zip(repeats, (size, repeat) => size * repeat)];
        return input switch
        {
            _ when Array.TrueForAll(repeats, repeat => repeat.Value == 1) => input,
            Constant { IsUniform: true } constant => constant.With(shape),
            Constant constant when Enumerable.Range(0, input.Rank).All(axis => repeats[axis].Value == 1 || input.Shape[axis].Value == 1) =>
                node.Expanded(constant, shape),
            _ => throw node.Unsupported("repeats a value along an axis"),
        };
    }

    /// <summary>Range of integers.</summary>
    public static GraphValue Range(OnnxNode node)
    {
        long At(int input) => node.Constant<Extent>(input, "its bounds").Elements is [{ Value: { } value }]
            ? value
            : throw node.Unsupported("counts to a number that is known only at run time");
        (long start, long limit, long delta) = (At(0), At(1), At(2));
        long count = delta == 0 ? throw node.Damaged("counts by steps of 0") : Math.Max(0, (long)Math.Ceiling((limit - (double)start) / delta));
        return ShapeOperators.Integers([.. Enumerable.Range(0, node.Reading.Take(count)).Select(i => Extent.Of(start + (i * delta)))]);
    }
}
