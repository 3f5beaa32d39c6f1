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
    private static bool IsSingle => typeof(T) == typeof(float);

    // Beyond it, tanh is 1 to the last bit.
    private static TLanes TanhBound => Constant(9.2, 20);

    // Below it, e^x is no normal number; from the other one on, it is infinite.
    private static TLanes ExpLow => Constant(-87, -708);

    private static TLanes ExpHigh => Constant(88.8, 709.8);

    /// <summary>tanh(x), to about 3 units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Tanh(TLanes x)
    {
        TLanes magnitude = TLanes.Min(TLanes.Abs(x), TanhBound);
        (TLanes p, TLanes power) = Reduce(magnitude + magnitude);
        TLanes e = TLanes.MultiplyAdd(power, p, power - Constant(1, 1));
        return TLanes.CopySign(e / (e + Constant(2, 2)), x);
    }

    /// <summary>1 / (1 + e^−x), to about 2 units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Sigmoid(TLanes x)
    {
        TLanes one = Constant(1, 1);
        (TLanes p, TLanes power) = Reduce(TLanes.Max(TLanes.Min(Constant(0, 0) - x, ExpHigh), ExpLow));
        return one / (one + ((one + p) * power));
    }

    // e^r − 1 and 2^n.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TLanes P, TLanes Power) Reduce(TLanes x)
    {
        // Adding 1.5·2^(bits of the mantissa) rounds to an integer, which stands in the low bits of the sum.
        TLanes magic = Constant(12582912, 6755399441055744);
        TLanes shifted = TLanes.MultiplyAdd(x, Constant(1.4426950408889634, 1.4426950408889634), magic);
        TLanes n = magic - shifted;
        TLanes r = TLanes.MultiplyAdd(n, Constant(0.693359375, 0.6931471803691238), x);
        r = TLanes.MultiplyAdd(n, Constant(-2.12194440e-4, 1.9082149292705877e-10), r);
        TLanes square = r * r;
        return (TLanes.MultiplyAdd(square, IsSingle ? SeriesSingle(r, square) : SeriesDouble(r, square), r), TLanes.PowerOfTwo(shifted));
    }

    // (e^r − 1 − r) / r², by Estrin's scheme: pairs side by side, so that few steps wait for each other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SeriesSingle(TLanes r, TLanes r2)
    {
        TLanes a = Pair(r, 1.0 / 2, 1.0 / 6);
        TLanes b = Pair(r, 1.0 / 24, 1.0 / 120);
        TLanes c = Pair(r, 1.0 / 720, 1.0 / 5040);
        return TLanes.MultiplyAdd(TLanes.MultiplyAdd(c, r2, b), r2, a);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SeriesDouble(TLanes r, TLanes r2)
    {
        TLanes a = Pair(r, 1.0 / 2, 1.0 / 6);
        TLanes b = Pair(r, 1.0 / 24, 1.0 / 120);
        TLanes c = Pair(r, 1.0 / 720, 1.0 / 5040);
        TLanes d = Pair(r, 1.0 / 40320, 1.0 / 362880);
        TLanes e = Pair(r, 1.0 / 3628800, 1.0 / 39916800);
        TLanes f = Pair(r, 1.0 / 479001600, 1.0 / 6227020800);
        TLanes r4 = r2 * r2;
        TLanes low = TLanes.MultiplyAdd(b, r2, a);
        TLanes middle = TLanes.MultiplyAdd(d, r2, c);
        TLanes high = TLanes.MultiplyAdd(f, r2, e);
        return TLanes.MultiplyAdd(TLanes.MultiplyAdd(high, r4, middle), r4, low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Pair(TLanes r, double low, double high) =>
        TLanes.MultiplyAdd(Constant(high, high), r, Constant(low, low));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Constant(double single, double @double)
    {
        if (IsSingle)
        {
            float value = (float)single;
            return TLanes.Broadcast(Unsafe.As<float, T>(ref value));
        }

        return TLanes.Broadcast(Unsafe.As<double, T>(ref @double));
    }
}
