namespace RnnPS.Files.Onnx;

/// <summary>Operators that take parts of a value, or join values.</summary>
internal static class SelectionOperators
{
    // From here on, an end means the end of the axis.
    private const long Endless = int.MaxValue;

    /// <summary>Gather: of constants, of a signal by constants, or of an embedding table by tokens.</summary>
    public static GraphValue Gather(OnnxNode node)
    {
        GraphValue data = node.Input(0);
        int axis = node.Axis(node.Int("axis", 0), data.Rank);
        if (node.Input(1) is Signal tokens)
        {
            return LayerOperators.Embedding(node, tokens, axis);
        }

        Constant<Extent> given = node.Constant<Extent>(1, "indices");
        Extent size = data.Shape[axis];
        Extent[] indices = [.. (given.Rank < 2 ? node.Extents(1, "indices") : given.Elements).Select(index => index.Value < 0 ? size + index : index)];
        if (data is Constant constant)
        {
            if (constant.IsUniform)
            {
                return node.Gathered(constant, axis, given.Shape, []);
            }

            int[] numbers = Array.ConvertAll(indices, index => Within(node, index, constant.Sizes![axis]));
            return node.Gathered(constant, axis, given.Shape, given.Sizes is { } sizes && sizes.Aggregate(1L, (product, count) => product * count) == numbers.Length
                ? numbers
                : throw node.Unsupported($"takes {given} indices"));
        }

        return given switch
        {
            { Rank: 0 } => SignalSelection.Take(node, (Signal)data, axis, indices[0], Extent.One, keepsAxis: false),
            { Rank: 1 } when indices.Length > 0 && indices.Skip(1).Zip(indices).All(pair => pair.First.Equals(pair.Second + Extent.One)) =>
                SignalSelection.Take(node, (Signal)data, axis, indices[0], Extent.Of(indices.Length), keepsAxis: true),
            _ => throw node.Unsupported("reorders or repeats outputs by their indices"),
        };
    }

    /// <summary>Slice.</summary>
    public static GraphValue Slice(OnnxNode node)
    {
        GraphValue value = node.Input(0);
        Extent[] starts = node.Extents("starts", 1) ?? throw node.Damaged("lacks its starts");
        Extent[] ends = node.Extents("ends", 2) ?? throw node.Damaged("lacks its ends");
        int[] axes = node.Axes(value.Rank, input: 3) ?? [.. Enumerable.Range(0, Math.Min(starts.Length, value.Rank))];
        Extent[] steps = node.Optional(4) is null ? [.. axes.Select(_ => Extent.One)] : node.Extents(4, "steps");
        if (starts.Length != axes.Length || ends.Length != axes.Length || steps.Length != axes.Length)
        {
            throw node.Damaged("has lists of starts, ends, axes and steps of different lengths");
        }

        for (int i = 0; i < axes.Length; i++)
        {
            value = Slice(node, value, axes[i], starts[i], ends[i], steps[i]);
        }

        return value;
    }

    /// <summary>Split.</summary>
    public static GraphValue[] Split(OnnxNode node)
    {
        GraphValue value = node.Input(0);
        int axis = node.Axis(node.Int("axis", 0), value.Rank);
        int count = node.OutputCount;
        long? size = value.Shape[axis].Value;
        Extent[] sizes = node.Extents("split", 1) ?? (size is { } whole
            ? [.. Enumerable.Range(0, count).Select(i => Extent.Of(Math.Min(Chunk(whole), Math.Max(0, whole - (i * Chunk(whole))))))]
            : throw node.Unsupported("splits an axis whose size is known only at run time"));
        if (sizes.Length != count || !sizes.Aggregate(Extent.Of(0), (sum, part) => sum + part).Equals(value.Shape[axis]))
        {
            throw node.Damaged("splits an axis into parts that are not the whole");
        }

        var parts = new GraphValue[count];
        Extent start = Extent.Of(0);
        for (int i = 0; i < count; i++)
        {
            parts[i] = Take(node, value, axis, start, sizes[i]);
            start += sizes[i];
        }

        return parts;

        long Chunk(long whole) => (whole + count - 1) / count;
    }

    /// <summary>Concat.</summary>
    public static GraphValue Concat(OnnxNode node)
    {
        GraphValue[] values = [.. Enumerable.Range(0, node.InputCount).Select(node.Input)];
        if (values.Length == 0)
        {
            throw node.Damaged("joins nothing");
        }

        int axis = node.Axis(node.Int("axis", 1), values[0].Rank);
        if (Array.Exists(values, value => value.Rank != values[0].Rank))
        {
            throw node.Damaged("joins values with different numbers of axes");
        }

        if (values.Length == 1)
        {
            return values[0];
        }

        if (Array.TrueForAll(values, value => value is Constant))
        {
            return node.Concatenated([.. values.Cast<Constant>()], axis) ?? throw node.Unsupported("joins constants of different types or of sizes that are known only at run time");
        }

        if (Array.TrueForAll(values, value => value is GivenValue or Signal { GraphInput: not null }))
        {
            Extent[] shape = [.. values[0].Shape];
            shape[axis] = values.Aggregate(Extent.Of(0), (sum, value) => sum + value.Shape[axis]);
            return new GivenValue(shape, values.OfType<Signal>().Select(signal => signal.GraphInput).First()!);
        }

        return Array.TrueForAll(values, value => value is Signal)
            ? SignalSelection.Join(node, [.. values.Cast<Signal>()], axis)
            : throw node.Unsupported("joins a constant to the outputs of a layer");
    }

    private static GraphValue Slice(OnnxNode node, GraphValue value, int axis, Extent from, Extent to, Extent step)
    {
        Extent size = value.Shape[axis];
        if (step.Value is null or 0)
        {
            throw node.Unsupported("takes steps that are 0 or known only at run time");
        }

        if (step.Value == 1)
        {
            Extent start = Bound(from, size);
            Extent count = (to.Value >= Endless ? size : Bound(to, size)) - start;
            return Take(node, value, axis, start, count.Value < 0 ? Extent.Of(0) : count);
        }

        if (value is not Constant constant || size.Value is not { } whole || from.Value is not { } first || to.Value is not { } end)
        {
            throw node.Unsupported("takes every other index of an axis, or reverses it");
        }

        long stride = step.Value.Value;
        long lowest = stride > 0 ? 0 : -1;
        first = Math.Clamp(first < 0 ? Math.Max(first, -whole - 1) + whole : first, Math.Max(lowest, 0), stride > 0 ? whole : whole - 1);
        end = Math.Clamp(end < 0 ? Math.Max(end, -whole - 1) + whole : end, lowest, whole);
        long taken = whole == 0 ? 0 : Math.Max(0, (end - first + stride - Math.Sign(stride)) / stride);
        return node.Sliced(constant, axis, first, Extent.Of(taken), taken <= 1 ? 1 : stride);
    }

    private static Extent Bound(Extent index, Extent size)
    {
        Extent bound = index.Value < 0 ? size + index : index;
        return bound.Value is { } number && size.Value is { } whole ? Extent.Of(Math.Clamp(number, 0, whole)) : bound;
    }

    private static GraphValue Take(OnnxNode node, GraphValue value, int axis, Extent start, Extent count) => value switch
    {
        Constant constant when constant.IsUniform || start.Value is not null => Whole(node, constant, axis, start, count),
        Signal signal => SignalSelection.Take(node, signal, axis, start, count, keepsAxis: true),
        _ => throw node.Unsupported("takes a part of a constant that is known only at run time"),
    };

    private static Constant Whole(OnnxNode node, Constant constant, int axis, Extent start, Extent count) =>
        start.Value == 0 && count.Equals(constant.Shape[axis]) ? constant
        : !constant.IsUniform && (count.Value is not { } number || start.Value + number > constant.Shape[axis].Value)
            ? throw node.Damaged("takes more of an axis than there is")
        : node.Sliced(constant, axis, start.Value ?? 0, count, 1);

    private static int Within(OnnxNode node, Extent index, int size) => index.Value switch
    {
        null => throw node.Unsupported("takes indices that are known only at run time"),
        { } number when number >= 0 && number < size => (int)number,
        { } number => throw node.Damaged(FormattableString.Invariant($"takes the index {number} of an axis of the size {size}")),
    };
}
