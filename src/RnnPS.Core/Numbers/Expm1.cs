using System.Numerics;

namespace RnnPS;

/// <summary>e^x − 1, with all digits also for x near 0.</summary>
/// <remarks>
/// .NET's ExpM1 subtracts 1 from the rounded e^x, which loses the digits of a small x. This form corrects the rounding (Kahan, as
/// <see cref="Log1p"/>).
/// </remarks>
internal static class Expm1
{
    /// <summary>e^x − 1.</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    /// <param name="x">A number of at most 0, or NaN.</param>
    public static T Of<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T power = T.Exp(x);
        T difference = power - T.One;
        return power == T.One ? x : difference == -T.One ? difference : difference * (x / T.Log(power));
    }
}
