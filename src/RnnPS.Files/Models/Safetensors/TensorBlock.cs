using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RnnPS.Files;

/// <summary>The size of the blocks in which tensors are read and written, and the moves of a block's numbers.</summary>
internal static class TensorBlock
{
    /// <summary>The number of numbers in a block, 4 MB of doubles.</summary>
    public const int Values = 1 << 19;

    // A tile has a few whole lines of the processor's cache on both sides.
    private const int TileSize = 32;

    /// <summary>Transposes rows and columns of one array into another.</summary>
    /// <param name="source">The numbers to read, from the first on.</param>
    /// <param name="sourceStride">The distance of rows in the source.</param>
    /// <param name="rows">The number of rows to read.</param>
    /// <param name="columns">The number of columns to read.</param>
    /// <param name="target">Where to write the columns as rows, from the first number on.</param>
    /// <param name="targetStride">The distance of rows in the target.</param>
    public static void Transpose(
        ReadOnlySpan<double> source, int sourceStride, int rows, int columns, Span<double> target, int targetStride)
    {
        for (int row = 0; row < rows; row += TileSize)
        {
            int height = Math.Min(TileSize, rows - row);
            for (int column = 0; column < columns; column += TileSize)
            {
                int width = Math.Min(TileSize, columns - column);
                for (int i = 0; i < width; i++)
                {
                    Span<double> to = target.Slice(((column + i) * targetStride) + row, height);
                    ReadOnlySpan<double> from = source[((row * sourceStride) + column + i)..];
                    for (int j = 0; j < to.Length; j++)
                    {
                        to[j] = from[j * sourceStride];
                    }
                }
            }
        }
    }

    /// <summary>Copies little-endian doubles out of a file's bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="values">Receives the numbers.</param>
    public static void FromBytes(ReadOnlySpan<byte> bytes, Span<double> values)
    {
        bytes.CopyTo(MemoryMarshal.AsBytes(values));
        Reverse(values);
    }

    /// <summary>Copies doubles into a file's bytes, little-endian.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="bytes">Receives the bytes.</param>
    public static void ToBytes(ReadOnlySpan<double> values, Span<byte> bytes)
    {
        MemoryMarshal.AsBytes(values).CopyTo(bytes);
        Reverse(MemoryMarshal.Cast<byte, double>(bytes));
    }

    private static void Reverse(Span<double> values)
    {
        if (!BitConverter.IsLittleEndian)
        {
            Span<long> bits = MemoryMarshal.Cast<double, long>(values);
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }
    }
}
