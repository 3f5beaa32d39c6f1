using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RnnPS;

/// <summary>A register of 128 bits.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>A field, not a property, and no constructor: each would be one more function for the compiler to inline.</remarks>
internal struct Lanes128<T> : ILanes<Lanes128<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The numbers.</summary>
    public Vector128<T> Value;

    public static int Count => Vector128<T>.Count;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(ref T source, nint offset) => new Lanes128<T> { Value = Vector128.LoadUnsafe(ref source, (nuint)offset) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Broadcast(T value) => new Lanes128<T> { Value = Vector128.Create(value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Pick(Lanes128<T> a, nint place) => typeof(T) == typeof(float)
        ? new Lanes128<T> { Value = Vector128.ShuffleNative(a.Value.AsSingle(), Vector128.Create((int)place)).As<float, T>() }
        : new Lanes128<T> { Value = Vector128.ShuffleNative(a.Value.AsDouble(), Vector128.Create((long)place)).As<double, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Constant(double value) => typeof(T) == typeof(float)
        ? new Lanes128<T> { Value = Vector128.Create((float)value).As<float, T>() }
        : new Lanes128<T> { Value = Vector128.Create(value).As<double, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MultiplyAdd(Lanes128<T> a, Lanes128<T> b, Lanes128<T> c) => typeof(T) == typeof(float)
        ? new Lanes128<T> { Value = Vector128.MultiplyAddEstimate(a.Value.AsSingle(), b.Value.AsSingle(), c.Value.AsSingle()).As<float, T>() }
        : new Lanes128<T> { Value = Vector128.MultiplyAddEstimate(a.Value.AsDouble(), b.Value.AsDouble(), c.Value.AsDouble()).As<double, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MultiplyAdd(Lanes128<T> a, ref T b, nint offset, Lanes128<T> c) => typeof(T) == typeof(float)
        ? new Lanes128<T> { Value = Vector128.MultiplyAddEstimate(a.Value.AsSingle(), Vector128.LoadUnsafe(ref b, (nuint)offset).AsSingle(), c.Value.AsSingle()).As<float, T>() }
        : new Lanes128<T> { Value = Vector128.MultiplyAddEstimate(a.Value.AsDouble(), Vector128.LoadUnsafe(ref b, (nuint)offset).AsDouble(), c.Value.AsDouble()).As<double, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lanes128<T> sum, Lanes128<T> a, Lanes128<T> b)
    {
        if (typeof(T) == typeof(float))
        {
            sum.Value = Vector128.MultiplyAddEstimate(a.Value.AsSingle(), b.Value.AsSingle(), sum.Value.AsSingle()).As<float, T>();
        }
        else
        {
            sum.Value = Vector128.MultiplyAddEstimate(a.Value.AsDouble(), b.Value.AsDouble(), sum.Value.AsDouble()).As<double, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> a, Lanes128<T> b) => new Lanes128<T> { Value = a.Value + b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> a, Lanes128<T> b) => new Lanes128<T> { Value = a.Value - b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator *(Lanes128<T> a, Lanes128<T> b) => new Lanes128<T> { Value = a.Value * b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator /(Lanes128<T> a, Lanes128<T> b) => new Lanes128<T> { Value = a.Value / b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Min(Lanes128<T> bound, Lanes128<T> value) => new Lanes128<T> { Value = Vector128.MinNative(bound.Value, value.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Max(Lanes128<T> bound, Lanes128<T> value) => new Lanes128<T> { Value = Vector128.MaxNative(bound.Value, value.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Abs(Lanes128<T> a) => new Lanes128<T> { Value = Vector128.Abs(a.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> CopySign(Lanes128<T> a, Lanes128<T> b) =>
        new Lanes128<T> { Value = Vector128.ConditionalSelect(Vector128.Create(-T.Zero), b.Value, a.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> PowerOfTwo(Lanes128<T> a) => typeof(T) == typeof(float)
        ? new Lanes128<T> { Value = (Vector128.ShiftLeft(a.Value.AsInt32(), 23) + Vector128.Create(1f).AsInt32()).As<int, T>() }
        : new Lanes128<T> { Value = (Vector128.ShiftLeft(a.Value.AsInt64(), 52) + Vector128.Create(1d).AsInt64()).As<long, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref T target, nint offset) => Value.StoreUnsafe(ref target, (nuint)offset);
}
