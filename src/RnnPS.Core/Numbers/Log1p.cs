using System.Numerics;

namespace RnnPS;

/// <summary>The natural logarithm of 1 + x, with all digits also for x near 0.</summary>
/// <remarks>
/// .NET's LogP1 computes the logarithm of the rounded sum 1 + x, which loses the digits of a small x. This form corrects the
/// rounding (Kahan, in the Hewlett-Packard HP-15C Advanced Functions Handbook, 1982).
/// </remarks>
internal static class Log1p
{
    /// <summary>log(1 + x).</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    /// <param name="x">A number of at least 0, or NaN.</param>
    public static T Of<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T sum = T.One + x;
        return sum == T.One || T.IsInfinity(sum) ? x : T.Log(sum) * (x / (sum - T.One));
    }
}
