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
    /// <summary>tanh(x), to about 3 units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Tanh(TLanes x)
    {
        // Beyond the bound, tanh is 1 to the last bit.
        TLanes magnitude = TLanes.Min(TLanes.Constant(typeof(T) == typeof(float) ? 9.2 : 20), TLanes.Abs(x));
        TLanes p = Reduce(magnitude + magnitude, out TLanes power);
        TLanes e = TLanes.MultiplyAdd(power, p, power - TLanes.Constant(1));
        return TLanes.CopySign(e / (e + TLanes.Constant(2)), x);
    }

    /// <summary>1 / (1 + e^−x), to about 2 units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Sigmoid(TLanes x)
    {
        TLanes one = TLanes.Constant(1);
        // Below the one bound, e^x is no normal number; from the other on, it is infinite.
        TLanes bounded = TLanes.Max(
            TLanes.Constant(typeof(T) == typeof(float) ? -87 : -708),
            TLanes.Min(TLanes.Constant(typeof(T) == typeof(float) ? 88.8 : 709.8), TLanes.Constant(0) - x));
        TLanes p = Reduce(bounded, out TLanes power);
        return one / (one + ((one + p) * power));
    }

    // Gives e^r − 1 and 2^n. The compiler's budget of inlining is short: no more functions here than it takes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Reduce(TLanes x, out TLanes power)
    {
        // Adding 1.5·2^(bits of the mantissa) rounds to an integer, which stands in the low bits of the sum.
        TLanes magic = TLanes.Constant(typeof(T) == typeof(float) ? 12582912 : 6755399441055744);
        TLanes shifted = TLanes.MultiplyAdd(x, TLanes.Constant(1.4426950408889634), magic);
        TLanes n = magic - shifted;
        power = TLanes.PowerOfTwo(shifted);
        return typeof(T) == typeof(float) ? SeriesSingle(x, n) : SeriesDouble(x, n);
    }

    // Both series by Estrin's scheme: pairs side by side, so that few steps wait for each other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SeriesSingle(TLanes x, TLanes n)
    {
        TLanes r = TLanes.MultiplyAdd(n, TLanes.Constant(0.693359375), x);
        r = TLanes.MultiplyAdd(n, TLanes.Constant(-2.12194440e-4), r);
        TLanes r2 = r * r;
        TLanes a = TLanes.MultiplyAdd(TLanes.Constant(1.0 / 6), r, TLanes.Constant(1.0 / 2));
        TLanes b = TLanes.MultiplyAdd(TLanes.Constant(1.0 / 120), r, TLanes.Constant(1.0 / 24));
        TLanes c = TLanes.MultiplyAdd(TLanes.Constant(1.0 / 5040), r, TLanes.Constant(1.0 / 720));
        TLanes series = TLanes.MultiplyAdd(TLanes.MultiplyAdd(c, r2, b), r2, a);
        return TLanes.MultiplyAdd(r2, series, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SeriesDouble(TLanes x, TLanes n)
    {
        TLanes r = TLanes.MultiplyAdd(n, TLanes.Constant(0.6931471803691238), x);
        r = TLanes.MultiplyAdd(n, TLanes.Constant(1.9082149292705877e-10), r);
        TLanes r2 = r * r;
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
        TLanes series = TLanes.MultiplyAdd(TLanes.MultiplyAdd(high, r4, middle), r4, low);
        return TLanes.MultiplyAdd(r2, series, r);
    }
}
