using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS.Benchmarks;

/// <summary>The sums of a row in a block: some vectors side by side.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TLanes">The vectors.</typeparam>
internal interface IShapeColumns<TSelf, T, TLanes>
    where TSelf : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    /// <summary>The number of vectors.</summary>
    static abstract int Count { get; }

    /// <summary>Reads vectors that follow each other.</summary>
    static abstract TSelf Load(ref T source);

    /// <summary>sum += factor·w.</summary>
    static abstract void Accumulate(ref TSelf sum, TLanes factor, in TSelf w);

    /// <summary>Writes the vectors.</summary>
    static abstract void Store(in TSelf sum, ref T target);
}

/// <summary>Two vectors.</summary>
internal struct TwoColumns<T, TLanes> : IShapeColumns<TwoColumns<T, TLanes>, T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    private TLanes _a;
    private TLanes _b;

    public static int Count => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoColumns<T, TLanes> Load(ref T source) =>
        new() { _a = TLanes.Load(ref source, 0), _b = TLanes.Load(ref source, TLanes.Count) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref TwoColumns<T, TLanes> sum, TLanes factor, in TwoColumns<T, TLanes> w)
    {
        TLanes.Accumulate(ref sum._a, factor, w._a);
        TLanes.Accumulate(ref sum._b, factor, w._b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(in TwoColumns<T, TLanes> sum, ref T target)
    {
        sum._a.Store(ref target, 0);
        sum._b.Store(ref target, TLanes.Count);
    }
}

/// <summary>Three vectors.</summary>
internal struct ThreeColumns<T, TLanes> : IShapeColumns<ThreeColumns<T, TLanes>, T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    private TLanes _a;
    private TLanes _b;
    private TLanes _c;

    public static int Count => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreeColumns<T, TLanes> Load(ref T source) => new()
    {
        _a = TLanes.Load(ref source, 0),
        _b = TLanes.Load(ref source, TLanes.Count),
        _c = TLanes.Load(ref source, 2 * TLanes.Count),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref ThreeColumns<T, TLanes> sum, TLanes factor, in ThreeColumns<T, TLanes> w)
    {
        TLanes.Accumulate(ref sum._a, factor, w._a);
        TLanes.Accumulate(ref sum._b, factor, w._b);
        TLanes.Accumulate(ref sum._c, factor, w._c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(in ThreeColumns<T, TLanes> sum, ref T target)
    {
        sum._a.Store(ref target, 0);
        sum._b.Store(ref target, TLanes.Count);
        sum._c.Store(ref target, 2 * TLanes.Count);
    }
}

/// <summary>Four vectors.</summary>
internal struct FourColumns<T, TLanes> : IShapeColumns<FourColumns<T, TLanes>, T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    private TLanes _a;
    private TLanes _b;
    private TLanes _c;
    private TLanes _d;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourColumns<T, TLanes> Load(ref T source) => new()
    {
        _a = TLanes.Load(ref source, 0),
        _b = TLanes.Load(ref source, TLanes.Count),
        _c = TLanes.Load(ref source, 2 * TLanes.Count),
        _d = TLanes.Load(ref source, 3 * TLanes.Count),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref FourColumns<T, TLanes> sum, TLanes factor, in FourColumns<T, TLanes> w)
    {
        TLanes.Accumulate(ref sum._a, factor, w._a);
        TLanes.Accumulate(ref sum._b, factor, w._b);
        TLanes.Accumulate(ref sum._c, factor, w._c);
        TLanes.Accumulate(ref sum._d, factor, w._d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(in FourColumns<T, TLanes> sum, ref T target)
    {
        sum._a.Store(ref target, 0);
        sum._b.Store(ref target, TLanes.Count);
        sum._c.Store(ref target, 2 * TLanes.Count);
        sum._d.Store(ref target, 3 * TLanes.Count);
    }
}
