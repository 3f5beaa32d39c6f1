namespace RnnPS;

/// <summary>Accumulates the L2 norm of numbers of any size.</summary>
/// <remarks>
/// A square overflows from 1e154 on and vanishes below 1e-162. Two more sums, of numbers scaled down and scaled up, replace the plain
/// sum in these cases (as Blue 1978, "A portable Fortran program to find the Euclidean norm of a vector").
/// </remarks>
internal struct EuclideanNorm
{
    // Powers of two, so that scaling is exact. A scaled square neither overflows nor vanishes, also in a sum of 2^50 of them.
    private static readonly double Down = Math.ScaleB(1, -540);
    private static readonly double Up = Math.ScaleB(1, 540);

    // Below this sum, squares that vanished may be missing from it.
    private const double LeastSum = 1e-280;

    private double _sum;
    private double _large;
    private double _small;

    /// <summary>The L2 norm of the numbers so far.</summary>
    public readonly double Value => !double.IsFinite(_sum)
        ? Math.Sqrt(_large) * Up
        : Math.Sqrt(_sum >= LeastSum ? _sum : _small) * (_sum >= LeastSum ? 1 : Down);

    /// <summary>The norm of a plain sum of squares; null if squares may have overflowed or vanished.</summary>
    /// <param name="sum">The sum of the squares.</param>
    public static double? FromSquares(double sum) => double.IsFinite(sum) && sum >= LeastSum ? Math.Sqrt(sum) : null;

    /// <summary>Computes the L2 norm of a vector.</summary>
    /// <param name="values">The components.</param>
    public static double Of(ReadOnlySpan<double> values)
    {
        var norm = default(EuclideanNorm);
        foreach (double value in values)
        {
            norm.Add(value);
        }

        return norm.Value;
    }

    /// <summary>Adds one number.</summary>
    public void Add(double value)
    {
        double large = value * Down;
        double small = value * Up;
        _sum += value * value;
        _large += large * large;
        _small += small * small;
    }
}
