using System.Numerics;

namespace RnnPS;

/// <summary>Weights in one precision, laid out for the kernels.</summary>
internal static class PackedWeights
{
    /// <summary>Lays a matrix out in a precision.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="kernels">The kernels that will read it.</param>
    /// <param name="matrix">The matrix.</param>
    /// <param name="name">Its name, for the error.</param>
    /// <param name="inBlocks">As for <see cref="PackedMatrix{T}"/>.</param>
    /// <returns>The matrix for the kernels.</returns>
    /// <exception cref="RnnException">A number is too large for the precision (<see cref="RnnErrorId.WeightNotFinite"/>).</exception>
    public static PackedMatrix<T> Pack<T>(KernelSet<T> kernels, RnnMatrix matrix, string name, bool inBlocks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var packed = new PackedMatrix<T>(matrix.Rows, matrix.Columns, kernels.Lanes, inBlocks);
        packed.Fill(Convert<T>(matrix.AsSpan(), name), matrix.Columns, matrix.Rows);
        return packed;
    }

    /// <summary>Converts numbers to a precision.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="values">The numbers.</param>
    /// <param name="name">Their name, for the error.</param>
    /// <returns>A new array.</returns>
    /// <exception cref="RnnException">A number is too large for the precision (<see cref="RnnErrorId.WeightNotFinite"/>).</exception>
    public static T[] Convert<T>(ReadOnlySpan<double> values, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var converted = new T[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            converted[i] = T.CreateSaturating(values[i]);
            if (!T.IsFinite(converted[i]))
            {
                throw new RnnException(
                    RnnErrorId.WeightNotFinite,
                    double.IsFinite(values[i])
                        ? FormattableString.Invariant($"{name} holds {values[i]}, which single precision can't hold: run the model in ")
                            + "double precision, or replace the weight."
                        : $"{name} and the recurrent bias add to {values[i]}: expected a finite sum. Give smaller ones.",
                    values[i]);
            }
        }

        return converted;
    }
}
