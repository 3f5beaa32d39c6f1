namespace RnnPS.Files.Onnx;

/// <summary>Operators that change the shape or the type of a value.</summary>
internal static class ShapeOperators
{
    /// <summary>Identity, and what is one when a model runs.</summary>
    public static GraphValue Identity(OnnxNode node) => node.Input(0);

    /// <summary>Dropout, which does nothing when a model runs.</summary>
    public static GraphValue Dropout(OnnxNode node) =>
        node.OutputCount > 1 && node.Optional(2) is Constant<Extent> training && !training.Elements.All(mode => mode.Value == 0)
            ? throw node.Unsupported("drops values, because its training_mode is true")
            : node.Input(0);

    /// <summary>Cast and CastLike.</summary>
    public static GraphValue Cast(OnnxNode node)
    {
        var type = (ElementType)node.Int("to", (long)ElementType.Undefined);
        return node.Input(0) switch
        {
            Constant<double> numbers when type is ElementType.Float or ElementType.Float16 or ElementType.BFloat16 =>
                new Constant<double>(numbers.Shape, Array.ConvertAll(numbers.Elements, value => Round(value, type))),
            Constant<double> numbers when !type.IsFloatingPoint => new Constant<Extent>(
                numbers.Shape, Array.ConvertAll(numbers.Elements, value => Extent.Of(type == ElementType.Bool ? value == 0 ? 0 : 1 : (long)value))),
            Constant<Extent> integers when type.IsFloatingPoint && Array.TrueForAll(integers.Elements, value => value.Value is not null) =>
                new Constant<double>(integers.Shape, Array.ConvertAll(integers.Elements, value => (double)value.Value!)),
            Signal { GraphInput: null } signal when !type.IsFloatingPoint => throw node.Unsupported($"rounds {signal} to integers"),
            // Tokens may come as numbers. Only an embedding has the same result for them.
            Signal { GraphInput: { } name, IsInteger: false } signal when !type.IsFloatingPoint => new Signal(
                new ChainOutput(LayerChain.Of(name, isRounded: true), SignalStep.Every), signal.Axes, signal.Features)
            {
                IsInteger = true,
            },
            { } same => same,
        };
    }

    /// <summary>Shape.</summary>
    public static GraphValue Shape(OnnxNode node)
    {
        IReadOnlyList<Extent> shape = node.Input(0).Shape;
        int Bound(string name, long usual)
        {
            long index = node.Int(name, usual);
            return (int)Math.Clamp(index < 0 ? index + shape.Count : index, 0, shape.Count);
        }

        int start = Bound("start", 0);
        return Integers([.. shape.Skip(start).Take(Bound("end", shape.Count) - start)]);
    }

    /// <summary>Size.</summary>
    public static GraphValue Size(OnnxNode node) => new Constant<Extent>([], [Extent.Product(node.Input(0).Shape)]);

    /// <summary>Transpose.</summary>
    public static GraphValue Transpose(OnnxNode node)
    {
        GraphValue input = node.Input(0);
        int[] order = [.. node.Ints("perm")?.Select(axis => node.Axis(axis, input.Rank)) ?? Enumerable.Range(0, input.Rank).Reverse()];
        if (order.Length != input.Rank || order.Distinct().Count() != order.Length)
        {
            throw node.Damaged($"reorders axes that {input} does not have");
        }

        return input switch
        {
            Constant constant => node.Transposed(constant, order),
            _ => ((Signal)input).With([.. order.Select(axis => ((Signal)input).Axes[axis])]),
        };
    }

    /// <summary>Squeeze.</summary>
    public static GraphValue Squeeze(OnnxNode node)
    {
        GraphValue input = node.Input(0);
        int[] axes = node.Axes(input.Rank, input: 1) ?? [.. Enumerable.Range(0, input.Rank).Where(axis => input.Shape[axis].Value == 1)];
        if (Array.Find(axes, axis => input.Shape[axis].Value is not (1 or null)) is var wide && axes.Contains(wide) && input.Shape[wide].Value is not (1 or null))
        {
            throw node.Damaged($"removes an axis of {input} that has not the size 1");
        }

        int[] kept = [.. Enumerable.Range(0, input.Rank).Except(axes)];
        return input switch
        {
            Constant constant => constant.With([.. kept.Select(axis => constant.Shape[axis])]),
            _ => ((Signal)input).With([.. kept.Select(axis => ((Signal)input).Axes[axis])]),
        };
    }

    /// <summary>Unsqueeze.</summary>
    public static GraphValue Unsqueeze(OnnxNode node)
    {
        GraphValue input = node.Input(0);
        int count = node.Extents("axes", 1)?.Length ?? throw node.Damaged("lacks its axes");
        int rank = input.Rank + count;
        int[] added = node.Axes(rank, input: 1)!;
        IEnumerable<T> With<T>(IEnumerable<T> axes, T one)
        {
            var rest = new Queue<T>(axes);
            return Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? one : rest.Dequeue());
        }

        return input switch
        {
            Constant constant => constant.With([.. With(constant.Shape, Extent.One)]),
            _ => ((Signal)input).With([.. With(((Signal)input).Axes, [])]),
        };
    }

    /// <summary>Flatten.</summary>
    public static GraphValue Flatten(OnnxNode node)
    {
        GraphValue input = node.Input(0);
        long given = node.Int("axis", 1);
        int axis = given == input.Rank ? input.Rank : node.Axis(given, input.Rank);
        return input switch
        {
            Constant constant => constant.With([Extent.Product(constant.Shape.Take(axis)), Extent.Product(constant.Shape.Skip(axis))]),
            _ => ((Signal)input).With([[.. ((Signal)input).Axes.Take(axis).SelectMany(parts => parts)], [.. ((Signal)input).Axes.Skip(axis).SelectMany(parts => parts)]]),
        };
    }

    /// <summary>Expand.</summary>
    public static GraphValue Expand(OnnxNode node)
    {
        GraphValue input = node.Input(0);
        Extent[] target = node.Extents(1, "its shape");
        int rank = Math.Max(input.Rank, target.Length);
        Extent Of(IReadOnlyList<Extent> shape, int axis) => axis < rank - shape.Count ? Extent.One : shape[axis - rank + shape.Count];
        Extent[] shape = [.. Enumerable.Range(0, rank).Select(axis => Of(target, axis).Value == 1 ? Of(input.Shape, axis) : Of(target, axis))];
        bool fits = Enumerable.Range(0, rank).All(axis => Of(input.Shape, axis).Value is 1 or null || Of(input.Shape, axis).Equals(shape[axis]));
        if (!fits)
        {
            throw node.Damaged($"repeats {input} to a shape that it does not fit");
        }

        if (input is Constant constant)
        {
            return node.Expanded(constant, shape);
        }

        var signal = (Signal)input;
        return Enumerable.Range(0, rank).All(axis => Of(input.Shape, axis).Equals(shape[axis]))
            ? signal.With([.. Enumerable.Repeat<AxisPart[]>([], rank - signal.Rank), .. signal.Axes])
            : throw node.Unsupported("repeats a value along an axis");
    }

    /// <summary>Reshape.</summary>
    public static GraphValue Reshape(OnnxNode node)
    {
        GraphValue input = node.Input(0);
        Extent[] target = node.Extents("shape", 1) ?? throw node.Damaged("lacks its shape");
        if (node.Int("allowzero", 0) == 0)
        {
            target = [.. target.Select((size, axis) => size.Value != 0 ? size
                : axis < input.Rank ? input.Shape[axis] : throw node.Damaged("copies the size of an axis that its input does not have"))];
        }

        int rest = Array.FindIndex(target, size => size.Value == -1);
        if (rest != Array.FindLastIndex(target, size => size.Value == -1) || Array.Exists(target, size => size.Value < -1))
        {
            throw node.Damaged("has a shape with sizes that are not positive");
        }

        return input is Constant constant ? Reshaped(node, constant, target, rest)
            : new SignalReshape((Signal)input).To(target, rest) ?? throw node.Unsupported(
                $"gives {input} the shape [{string.Join(" × ", target.Select(size => size.ToString()))}], which mixes time, batch and features");
    }

    /// <summary>Creates a list of integers.</summary>
    /// <param name="values">The integers.</param>
    public static Constant<Extent> Integers(Extent[] values) => new([Extent.Of(values.Length)], values);

    private static Constant Reshaped(OnnxNode node, Constant constant, Extent[] target, int rest)
    {
        Extent count = Extent.Product(constant.Shape);
        if (rest >= 0)
        {
            Extent others = Extent.Product(target.Where((_, axis) => axis != rest));
            target = [.. target];
            target[rest] = count.Quotient(others) ?? (constant.IsUniform && count.Value is null ? Extent.NewSize() : throw Differ());
        }

        bool differs = count.Value is { } own && Extent.Product(target).Value is { } other && own != other;
        return differs || (!constant.IsUniform && Extent.Product(target).Value is null) ? throw Differ() : constant.With(target);

        RnnException Differ() => node.Damaged($"gives {constant} a shape of another number of elements");
    }

    private static double Round(double value, ElementType type) => type switch
    {
        ElementType.Float16 => (double)(Half)value,
        ElementType.BFloat16 => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits((float)value) & unchecked((int)0xFFFF0000)),
        _ => (float)value,
    };
}
