namespace RnnPS.Files.Onnx;

/// <summary>Moves the elements of constants: the operators that compute nothing.</summary>
internal static class ConstantShape
{
    extension(OnnxNode node)
    {
        /// <summary>Reorders axes.</summary>
        public Constant Transposed(Constant constant, int[] order)
        {
            Extent[] shape = [.. order.Select(axis => constant.Shape[axis])];
            return constant.IsUniform ? constant.With(shape) : node.View(constant, shape, [.. order.Select(axis => Strides(constant)[axis])], 0);
        }

        /// <summary>Takes every step-th index of an axis.</summary>
        public Constant Sliced(Constant constant, int axis, long start, Extent count, long step)
        {
            Extent[] shape = [.. constant.Shape];
            shape[axis] = count;
            if (constant.IsUniform)
            {
                return constant.With(shape);
            }

            int[] strides = Strides(constant);
            int offset = checked((int)(start * strides[axis]));
            strides[axis] = checked((int)(strides[axis] * step));
            return node.View(constant, shape, strides, offset);
        }

        /// <summary>Repeats axes of the size 1, and adds axes before the first, until the constant has a shape that contains its own.</summary>
        public Constant Expanded(Constant constant, IReadOnlyList<Extent> shape)
        {
            if (constant.IsUniform)
            {
                return constant.With(shape);
            }

            int added = shape.Count - constant.Rank;
            int[] own = Strides(constant);
            return node.View(
                constant,
                shape,
                [.. Enumerable.Range(0, shape.Count).Select(axis => axis < added || constant.Shape[axis - added].Value == 1 ? 0 : own[axis - added])],
                0);
        }

        /// <summary>Puts constants after each other along an axis.</summary>
        /// <returns>The constant; null if their types differ, or a size is known only at run time.</returns>
        public Constant? Concatenated(IReadOnlyList<Constant> parts, int axis)
        {
            Extent[] shape = [.. parts[0].Shape];
            shape[axis] = parts.Aggregate(Extent.Of(0), (sum, part) => sum + part.Shape[axis]);
            foreach (Constant part in parts)
            {
                if (part.Rank != shape.Length || Enumerable.Range(0, shape.Length).Any(other => other != axis && !shape[other].Equals(part.Shape[other])))
                {
                    throw node.Unsupported($"joins constants of the shapes {parts[0]} and {part}");
                }
            }

            if (parts[0].Join(parts) is not { } joined)
            {
                return null;
            }

            if (parts.All(part => part.IsUniform) && (joined is GivenValue || AllEqual(joined)))
            {
                return parts[0].With(shape);
            }

            return new Constant<Extent>(shape, []).Sizes is { } sizes && parts.All(part => part.Sizes is not null)
                ? joined.Pick(shape, node.Interleave(parts, sizes, axis))
                : null;
        }

        /// <summary>Takes indices of an axis.</summary>
        public Constant Gathered(Constant constant, int axis, IReadOnlyList<Extent> indexShape, int[] indices)
        {
            Extent[] shape = [.. constant.Shape.Take(axis), .. indexShape, .. constant.Shape.Skip(axis + 1)];
            if (constant.IsUniform)
            {
                return constant.With(shape);
            }

            int inner = Strides(constant)[axis];
            int size = constant.Sizes![axis];
            int outer = size == 0 ? 0 : constant.Stored / (inner * size);
            var elements = new int[node.Reading.Take((long)outer * indices.Length * inner)];
            for (int i = 0; i < elements.Length; i++)
            {
                int index = indices[i / inner % indices.Length];
                elements[i] = (((i / (inner * indices.Length) * size) + index) * inner) + (i % inner);
            }

            return constant.Pick(shape, elements);
        }

        // Takes the elements at the multiples of strides.
        private Constant View(Constant constant, IReadOnlyList<Extent> shape, int[] strides, int offset)
        {
            int[] sizes = constant.With(shape).Sizes ?? throw node.Unsupported(
                $"repeats numbers that are not all the same to the shape {constant.With(shape)}, which is known only at run time. An initial state must be zeros");
            var elements = new int[node.Reading.Take(sizes.Aggregate(1L, (product, size) => product * size))];
            var index = new int[sizes.Length];
            int at = offset;
            for (int i = 0; i < elements.Length; i++)
            {
                elements[i] = at;
                for (int axis = sizes.Length - 1; axis >= 0; axis--)
                {
                    at += strides[axis];
                    if (++index[axis] < sizes[axis])
                    {
                        break;
                    }

                    at -= strides[axis] * sizes[axis];
                    index[axis] = 0;
                }
            }

            return constant.Pick(shape, elements);
        }

        // The indices of the elements of all parts, which are stored one part after the other.
        private int[] Interleave(IReadOnlyList<Constant> parts, int[] sizes, int axis)
        {
            var elements = new int[node.Reading.Take(sizes.Aggregate(1L, (product, size) => product * size))];
            int inner = sizes.Skip(axis + 1).Aggregate(1, (product, size) => product * size);
            int outer = sizes.Take(axis).Aggregate(1, (product, size) => product * size);
            int at = 0;
            for (int i = 0; i < outer; i++)
            {
                int first = 0;
                foreach (Constant part in parts)
                {
                    int block = part.Sizes![axis] * inner;
                    for (int k = 0; k < block; k++)
                    {
                        elements[at++] = part.IsUniform ? first : first + (i * block) + k;
                    }

                    first += part.Stored;
                }
            }

            return elements;
        }
    }

    private static bool AllEqual(Constant constant) => constant switch
    {
        Constant<double> { Elements: [var first, ..] all } => Array.TrueForAll(all, value => value.Equals(first)),
        Constant<Extent> { Elements: [var first, ..] all } => Array.TrueForAll(all, value => value.Equals(first)),
        _ => false,
    };

    // The distance of elements along each axis.
    private static int[] Strides(Constant constant)
    {
        int[] sizes = constant.Sizes!;
        var strides = new int[sizes.Length];
        int stride = 1;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= sizes[axis];
        }

        return strides;
    }
}
