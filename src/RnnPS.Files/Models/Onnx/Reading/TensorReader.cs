using System.Buffers.Binary;

namespace RnnPS.Files.Onnx;

/// <summary>Reads the elements of tensors, also from a file beside the model.</summary>
/// <param name="external">The files beside the model.</param>
internal sealed class TensorReader(ExternalData external)
{
    // Integers are axes, sizes and indices here. Larger tensors of them are tables that no model of RnnPS has.
    private const int MostIntegers = 1 << 16;

    /// <summary>Reads a tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <returns>A constant; or an unknown value for a type that RnnPS does not read.</returns>
    /// <exception cref="RnnException">
    /// The elements are not those that its shape needs (<see cref="RnnErrorId.ModelFile"/>), or can't be read from the other file.
    /// </exception>
    public GraphValue Read(TensorProto tensor)
    {
        long count = Count(tensor);
        Extent[] shape = [.. tensor.Dims.Select(Extent.Of)];
        ElementType type = tensor.DataType;
        if (type.SizeInBytes is not { } size)
        {
            return new UnknownValue(Unsupported(tensor, "elements that are not numbers or of a type that RnnPS does not read"));
        }

        if (!type.IsFloatingPoint && count > MostIntegers)
        {
            return new UnknownValue(Unsupported(tensor, FormattableString.Invariant($"{count} integers, which are no shape and no list of indices")));
        }

        if ((tensor.DataLocation != 0 ? external.Read(tensor, count * size) : tensor.RawData) is { } bytes)
        {
            Require(tensor, count, bytes.Length == count * size);
            return type.IsFloatingPoint
                ? new Constant<double>(shape, Short(Numbers(type, bytes, (int)count)))
                : new Constant<Extent>(shape, Integers(type, bytes, (int)count));
        }

        return type.IsFloatingPoint
            ? new Constant<double>(shape, Short(Numbers(tensor, type, count)))
            : new Constant<Extent>(shape, Integers(tensor, type, count));
    }

    // One number stands for all if they are the same, for example the zeros of an initial state.
    private static double[] Short(double[] values) => values.Length > 1 && !values.AsSpan(1).ContainsAnyExcept(values[0]) ? [values[0]] : values;

    private static double[] Numbers(ElementType type, ReadOnlySpan<byte> bytes, int count)
    {
        var values = new double[count];
        TensorType.Find(type switch
        {
            ElementType.Double => "F64",
            ElementType.Float16 => "F16",
            ElementType.BFloat16 => "BF16",
            _ => "F32",
        })!.Decode!(bytes, values);
        return values;
    }

    private static double[] Numbers(TensorProto tensor, ElementType type, long count)
    {
        double[] values = type switch
        {
            ElementType.Float => [.. (tensor.FloatData ?? []).Select(value => (double)value)],
            ElementType.Double => [.. tensor.DoubleData ?? []],
            // The bits of 16-bit numbers are in the list of 32-bit integers.
            ElementType.Float16 => [.. (tensor.Int32Data ?? []).Select(value => (double)BitConverter.UInt16BitsToHalf((ushort)value))],
            _ => [.. (tensor.Int32Data ?? []).Select(value => (double)BitConverter.Int32BitsToSingle(value << 16))],
        };
        Require(tensor, count, values.Length == count);
        return values;
    }

    private static Extent[] Integers(TensorProto tensor, ElementType type, long count)
    {
        Extent[] values = type switch
        {
            ElementType.Int64 => [.. (tensor.Int64Data ?? []).Select(Extent.Of)],
            ElementType.Uint32 or ElementType.Uint64 => [.. (tensor.Uint64Data ?? []).Select(value => Extent.Of(unchecked((long)value)))],
            _ => [.. (tensor.Int32Data ?? []).Select(value => Extent.Of(value))],
        };
        Require(tensor, count, values.Length == count);
        return values;
    }

    private static Extent[] Integers(ElementType type, ReadOnlySpan<byte> bytes, int count)
    {
        var values = new Extent[count];
        int size = type.SizeInBytes!.Value;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> element = bytes[(i * size)..];
            values[i] = Extent.Of(type switch
            {
                ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(element),
                ElementType.Uint64 => unchecked((long)BinaryPrimitives.ReadUInt64LittleEndian(element)),
                ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(element),
                ElementType.Uint32 => BinaryPrimitives.ReadUInt32LittleEndian(element),
                ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(element),
                ElementType.Uint16 => BinaryPrimitives.ReadUInt16LittleEndian(element),
                ElementType.Int8 => (sbyte)element[0],
                _ => element[0],
            });
        }

        return values;
    }

    private static long Count(TensorProto tensor)
    {
        Int128 count = 1;
        foreach (long size in tensor.Dims)
        {
            count = size < 0 ? -1 : count * size;
            if (count < 0 || count > Array.MaxLength)
            {
                throw ModelFaults.Damaged($"has the tensor {Name(tensor)}, whose sizes are negative or far too large");
            }
        }

        return (long)count;
    }

    private static void Require(TensorProto tensor, long count, bool holds)
    {
        if (!holds)
        {
            throw ModelFaults.Damaged(FormattableString.Invariant($"has the tensor {Name(tensor)} without the {count} elements of its shape"));
        }
    }

    private static RnnException Unsupported(TensorProto tensor, string what) => new(
        RnnErrorId.ModelUnsupported,
        $"The file has the tensor {Name(tensor)} with {what}: RnnPS reads weights in single, double and half precision. Export the model with such weights.",
        tensor.Name);

    private static string Name(TensorProto tensor) => $"'{MessageText.Excerpt(tensor.Name ?? string.Empty)}'";
}
