using System.Buffers.Binary;

namespace RnnPS.Files.Onnx;

/// <summary>Fills a tensor of single precision from numbers in double precision, in row-major order.</summary>
/// <param name="bytes">The elements, all 0.</param>
internal sealed class FloatTensor(Memory<byte> bytes)
{
    // The columns that are read at once: two cache lines of a row.
    private const int Tile = 16;

    private int _position;

    /// <summary>Adds the next number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="weight">The name of the array that holds it, for the error message.</param>
    /// <exception cref="RnnException">The number is too large for single precision (<see cref="RnnErrorId.WeightNotFinite"/>).</exception>
    public void Add(double value, string weight)
    {
        BinaryPrimitives.WriteSingleLittleEndian(bytes.Span[_position..], Single(value, weight));
        _position += sizeof(float);
    }

    /// <summary>Adds columns of a matrix, one after the other.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="first">The first column.</param>
    /// <param name="count">The number of columns.</param>
    /// <param name="weight">The name of the matrix, for the error message.</param>
    /// <exception cref="RnnException">A number is too large for single precision (<see cref="RnnErrorId.WeightNotFinite"/>).</exception>
    public void AddColumns(RnnMatrix matrix, int first, int count, string weight)
    {
        int column = matrix.Rows * sizeof(float);
        for (int start = 0; start < count; start += Tile)
        {
            int width = Math.Min(Tile, count - start);
            Span<byte> to = bytes.Span.Slice(_position, width * column);
            for (int row = 0; row < matrix.Rows; row++)
            {
                ReadOnlySpan<double> from = matrix.AsSpan().Slice((row * matrix.Columns) + first + start, width);
                for (int i = 0; i < from.Length; i++)
                {
                    BinaryPrimitives.WriteSingleLittleEndian(to[((i * column) + (row * sizeof(float)))..], Single(from[i], weight));
                }
            }

            _position += to.Length;
        }
    }

    /// <summary>Adds the next numbers.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="weight">The name of the array, for the error message.</param>
    /// <exception cref="RnnException">A number is too large for single precision (<see cref="RnnErrorId.WeightNotFinite"/>).</exception>
    public void Add(ReadOnlySpan<double> values, string weight)
    {
        foreach (double value in values)
        {
            Add(value, weight);
        }
    }

    /// <summary>Leaves the next numbers at 0.</summary>
    /// <param name="count">The number of zeros.</param>
    public void AddZeros(int count) => _position += count * sizeof(float);

    /// <summary>Converts a number to single precision.</summary>
    /// <param name="value">The number.</param>
    /// <param name="weight">The name of what holds it, for the error message.</param>
    /// <exception cref="RnnException">The number is too large for single precision (<see cref="RnnErrorId.WeightNotFinite"/>).</exception>
    public static float Single(double value, string weight)
    {
        float single = (float)value;
        return float.IsFinite(single) ? single : throw TooLarge(value, weight);
    }

    private static RnnException TooLarge(double value, string weight) => new(
        RnnErrorId.WeightNotFinite,
        FormattableString.Invariant($"{weight} holds {value}, which is too large for the single precision of an ONNX file: replace the number, ")
        + "or export the model as .safetensors, which keeps double precision.",
        value);
}
