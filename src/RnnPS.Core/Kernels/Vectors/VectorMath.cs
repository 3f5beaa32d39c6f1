using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>Exponentials and what is made of them, for vectors of every width.</summary>
/// <remarks>
/// x = n·ln 2 + r with |r| ≤ ln 2 / 2 (Cody and Waite 1980, "Software manual for the elementary functions"), e^r − 1 by its
/// series to the precision's last bit, and e^x − 1 = 2^n·(e^r − 1) + (2^n − 1), which loses nothing near zero.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TLanes">The vectors.</typeparam>
internal static class VectorMath<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    private const double PerLn2 = 1.4426950408889634;
    private const double Ln2 = 0.6931471805599453;

    // Adding 1.5·2^(bits of the mantissa) rounds to an integer, which stands in the low bits of the sum.
    private const double MagicSingle = 12582912;
    private const double MagicDouble = 6755399441055744;

    /// <summary>tanh(x), within 3·2^−52 of it (in single precision 2·2^−23), relative.</summary>
    /// <remarks>
    /// (e^2|x| − 1) / (e^2|x| + 1). One part of ln 2 is enough for r: what n·ln 2 is off by
    /// shrinks with e^2|x|, faster than n grows.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Tanh(TLanes x)
    {
        // Beyond the bound, tanh is 1 to the last bit.
        TLanes magnitude = TLanes.Min(TLanes.Constant(typeof(T) == typeof(float) ? 9.2 : 20), TLanes.Abs(x));
        TLanes magic = TLanes.Constant(typeof(T) == typeof(float) ? MagicSingle : MagicDouble);
        TLanes shifted = TLanes.MultiplyAdd(magnitude, TLanes.Constant(2 * PerLn2), magic);
        TLanes r = TLanes.MultiplyAdd(magic - shifted, TLanes.Constant(Ln2), magnitude + magnitude);
        TLanes r2 = r * r;
        TLanes p = TLanes.MultiplyAdd(r2, Series(r, r2), r);
        TLanes power = TLanes.PowerOfTwo(shifted);
        TLanes above = TLanes.MultiplyAdd(power, p, power - TLanes.Constant(1));
        TLanes below = TLanes.MultiplyAdd(power, p, power + TLanes.Constant(1));
        return TLanes.CopySign(above / below, x);
    }

    /// <summary>1 / (1 + e^−x), within 1.5·2^−52 of it (in single precision 1.5·2^−23), relative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Sigmoid(TLanes x)
    {
        TLanes one = TLanes.Constant(1);
        // Below the one bound, e^x is no normal number; from the other on, it is infinite.
        TLanes bounded = TLanes.Max(
            TLanes.Constant(typeof(T) == typeof(float) ? -87 : -708),
            TLanes.Min(TLanes.Constant(typeof(T) == typeof(float) ? 88.8 : 709.8), TLanes.Constant(0) - x));
        TLanes magic = TLanes.Constant(typeof(T) == typeof(float) ? MagicSingle : MagicDouble);
        TLanes shifted = TLanes.MultiplyAdd(bounded, TLanes.Constant(PerLn2), magic);
        TLanes n = magic - shifted;
        // Here e^x itself is wanted: ln 2 in two parts, the first of which makes an exact product with n.
        TLanes r = TLanes.MultiplyAdd(n, TLanes.Constant(typeof(T) == typeof(float) ? 0.693359375 : 0.6931471803691238), bounded);
        r = TLanes.MultiplyAdd(n, TLanes.Constant(typeof(T) == typeof(float) ? -2.12194440e-4 : 1.9082149292705877e-10), r);
        TLanes r2 = r * r;
        TLanes p = TLanes.MultiplyAdd(r2, Series(r, r2), r);
        return one / TLanes.MultiplyAdd(one + p, TLanes.PowerOfTwo(shifted), one);
    }

    // (e^r − 1 − r) / r². The compiler's budget of inlining is short: no more functions here than it takes. Estrin's scheme: pairs
    // side by side, so that few steps wait for each other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Series(TLanes r, TLanes r2) => typeof(T) == typeof(float) ? SeriesSingle(r, r2) : SeriesDouble(r, r2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SeriesSingle(TLanes r, TLanes r2)
    {
        TLanes a = TLanes.MultiplyAdd(TLanes.Constant(1.0 / 6), r, TLanes.Constant(1.0 / 2));
        TLanes b = TLanes.MultiplyAdd(TLanes.Constant(1.0 / 120), r, TLanes.Constant(1.0 / 24));
        TLanes c = TLanes.MultiplyAdd(TLanes.Constant(1.0 / 5040), r, TLanes.Constant(1.0 / 720));
        return TLanes.MultiplyAdd(TLanes.MultiplyAdd(c, r2, b), r2, a);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SeriesDouble(TLanes r, TLanes r2)
    {
        TLanes a = TLanes.MultiplyAdd(TLanes.Constant(1.0 / 6), r, TLanes.Constant(1.0 / 2));
        TLanes b = TLanes.MultiplyAdd(TLanes.Constant(1.0 / 120), r, TLanes.Constant(1.0 / 24));
        TLanes c = TLanes.MultiplyAdd(TLanes.Constant(1.0 / 5040), r, TLanes.Constant(1.0 / 720));
        TLanes d = TLanes.MultiplyAdd(TLanes.Constant(1.0 / 362880), r, TLanes.Constant(1.0 / 40320));
        TLanes e = TLanes.MultiplyAdd(TLanes.Constant(1.0 / 39916800), r, TLanes.Constant(1.0 / 3628800));
        TLanes f = TLanes.MultiplyAdd(TLanes.Constant(1.0 / 6227020800), r, TLanes.Constant(1.0 / 479001600));
        TLanes r4 = r2 * r2;
        TLanes low = TLanes.MultiplyAdd(b, r2, a);
        TLanes middle = TLanes.MultiplyAdd(d, r2, c);
        TLanes high = TLanes.MultiplyAdd(f, r2, e);
        return TLanes.MultiplyAdd(TLanes.MultiplyAdd(high, r4, middle), r4, low);
    }
}
