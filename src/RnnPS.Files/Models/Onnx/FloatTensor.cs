using System.Buffers.Binary;

namespace RnnPS.Files.Onnx;

/// <summary>Fills a tensor of single precision from numbers in double precision, in row-major order.</summary>
/// <param name="bytes">The elements, all 0.</param>
internal sealed class FloatTensor(byte[] bytes)
{
    private int _position;

    /// <summary>Adds the next number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="weight">The name of the array that holds it, for the error message.</param>
    /// <exception cref="RnnException">The number is too large for single precision (<see cref="RnnErrorId.WeightNotFinite"/>).</exception>
    public void Add(double value, string weight)
    {
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(_position), Single(value, weight));
        _position += sizeof(float);
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
        return float.IsFinite(single) ? single : throw new RnnException(
            RnnErrorId.WeightNotFinite,
            FormattableString.Invariant($"{weight} holds {value}, which is too large for the single precision of an ONNX file: replace the number, ")
            + "or export the model as .safetensors, which keeps double precision.",
            value);
    }
}
