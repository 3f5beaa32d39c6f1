using System.Numerics;

namespace RnnPS;

/// <summary>Converts weights to one precision and lays them out for the kernels.</summary>
internal static class PackedWeights
{
    /// <summary>Converts a matrix and lays it out for the kernels.</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    /// <param name="kernels">The kernels that read the matrix.</param>
    /// <param name="matrix">The matrix.</param>
    /// <param name="name">The name of the matrix, for error messages.</param>
    /// <param name="inBlocks">See <see cref="PackedMatrix{T}"/>.</param>
    /// <returns>The packed matrix.</returns>
    /// <exception cref="RnnException">
    /// A value is too large for the precision (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
    public static PackedMatrix<T> Pack<T>(KernelSet<T> kernels, RnnMatrix matrix, string name, bool inBlocks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var packed = new PackedMatrix<T>(matrix.Rows, matrix.Columns, kernels.Lanes, inBlocks);
        packed.Fill(Convert<T>(matrix.AsSpan(), name), matrix.Columns, matrix.Rows);
        return packed;
    }

    /// <summary>Copies the numbers of some units out of a vector that has one for each unit of each gate.</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    /// <param name="gates">[gates × hidden].</param>
    /// <param name="hidden">The number of units.</param>
    /// <param name="first">The first unit.</param>
    /// <param name="count">The number of units to copy.</param>
    /// <returns>A new array, [gates × count].</returns>
    public static T[] OfUnits<T>(T[] gates, int hidden, int first, int count) =>
        [.. gates.Chunk(hidden).SelectMany(gate => gate[first..(first + count)])];

    /// <summary>Converts values to a precision.</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    /// <param name="values">The values.</param>
    /// <param name="name">The name of the array, for error messages.</param>
    /// <returns>A new array.</returns>
    /// <exception cref="RnnException">
    /// A value is too large for the precision (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
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
                        ? FormattableString.Invariant($"{name} holds {values[i]}, which is too large for single precision: run the model in ")
                            + "double precision, or replace the weight."
                        : $"{name} and the recurrent bias add to {values[i]}: expected a finite sum. Give smaller values.",
                    values[i]);
            }
        }

        return converted;
    }
}
