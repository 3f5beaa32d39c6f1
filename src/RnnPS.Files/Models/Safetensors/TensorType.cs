using System.Buffers.Binary;

namespace RnnPS.Files;

/// <summary>A type of the numbers of a tensor.</summary>
/// <param name="Name">Its name in a safetensors file.</param>
/// <param name="Size">The number of bytes of a number.</param>
/// <param name="Decode">Converts numbers to doubles without rounding; null for a type that weights do not have.</param>
internal sealed record TensorType(string Name, int Size, TensorType.Decoder? Decode = null)
{
    /// <summary>All types of the format (https://github.com/huggingface/safetensors).</summary>
    private static readonly TensorType[] Known =
    [
        new("F64", 8, TensorBlock.FromBytes),
        new("F32", 4, (bytes, values) => Each(bytes, values, 4, number => BinaryPrimitives.ReadSingleLittleEndian(number))),
        new("F16", 2, (bytes, values) => Each(bytes, values, 2, number => (double)BinaryPrimitives.ReadHalfLittleEndian(number))),
        new("BF16", 2, (bytes, values) => Each(bytes, values, 2, ReadBrain)),
        new("I64", 8), new("U64", 8), new("I32", 4), new("U32", 4), new("I16", 2), new("U16", 2), new("I8", 1), new("U8", 1), new("BOOL", 1),
        new("C64", 8), new("F8_E4M3", 1), new("F8_E5M2", 1), new("F8_E8M0", 1),
    ];

    /// <summary>Converts numbers to doubles.</summary>
    /// <param name="bytes">The numbers, little-endian.</param>
    /// <param name="values">Receives one double for each number.</param>
    public delegate void Decoder(ReadOnlySpan<byte> bytes, Span<double> values);

    private delegate double Reader(ReadOnlySpan<byte> number);

    /// <summary>Finds a type by its name; null if there is none.</summary>
    public static TensorType? Find(string? name) => Array.Find(Known, type => type.Name == name);

    /// <summary>Returns the type of numbers in a precision.</summary>
    public static TensorType Of(RnnPrecision precision) => Find(precision == RnnPrecision.Single ? "F32" : "F64")!;

    private static void Each(ReadOnlySpan<byte> bytes, Span<double> values, int size, Reader read)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = read(bytes[(i * size)..]);
        }
    }

    // A bfloat16 is the upper half of a 32-bit number.
    private static double ReadBrain(ReadOnlySpan<byte> number) =>
        BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(number) << 16);
}
