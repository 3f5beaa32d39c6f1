using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RnnPS;

/// <summary>A register of 256 bits.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>A field, not a property, and no constructor: each would be one more function for the compiler to inline.</remarks>
internal struct Lanes256<T> : ILanes<Lanes256<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The numbers.</summary>
    public Vector256<T> Value;

    public static int Count => Vector256<T>.Count;

    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(ref T source, nint offset) => new Lanes256<T> { Value = Vector256.LoadUnsafe(ref source, (nuint)offset) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Broadcast(T value) => new Lanes256<T> { Value = Vector256.Create(value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Pick(Lanes256<T> a, nint place) => typeof(T) == typeof(float)
        ? new Lanes256<T> { Value = Vector256.ShuffleNative(a.Value.AsSingle(), Vector256.Create((int)place)).As<float, T>() }
        : new Lanes256<T> { Value = Vector256.ShuffleNative(a.Value.AsDouble(), Vector256.Create((long)place)).As<double, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Constant(double value) => typeof(T) == typeof(float)
        ? new Lanes256<T> { Value = Vector256.Create((float)value).As<float, T>() }
        : new Lanes256<T> { Value = Vector256.Create(value).As<double, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MultiplyAdd(Lanes256<T> a, Lanes256<T> b, Lanes256<T> c) => typeof(T) == typeof(float)
        ? new Lanes256<T> { Value = Vector256.MultiplyAddEstimate(a.Value.AsSingle(), b.Value.AsSingle(), c.Value.AsSingle()).As<float, T>() }
        : new Lanes256<T> { Value = Vector256.MultiplyAddEstimate(a.Value.AsDouble(), b.Value.AsDouble(), c.Value.AsDouble()).As<double, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MultiplyAdd(Lanes256<T> a, ref T b, nint offset, Lanes256<T> c) => typeof(T) == typeof(float)
        ? new Lanes256<T> { Value = Vector256.MultiplyAddEstimate(a.Value.AsSingle(), Vector256.LoadUnsafe(ref b, (nuint)offset).AsSingle(), c.Value.AsSingle()).As<float, T>() }
        : new Lanes256<T> { Value = Vector256.MultiplyAddEstimate(a.Value.AsDouble(), Vector256.LoadUnsafe(ref b, (nuint)offset).AsDouble(), c.Value.AsDouble()).As<double, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lanes256<T> sum, Lanes256<T> a, Lanes256<T> b)
    {
        if (typeof(T) == typeof(float))
        {
            sum.Value = Vector256.MultiplyAddEstimate(a.Value.AsSingle(), b.Value.AsSingle(), sum.Value.AsSingle()).As<float, T>();
        }
        else
        {
            sum.Value = Vector256.MultiplyAddEstimate(a.Value.AsDouble(), b.Value.AsDouble(), sum.Value.AsDouble()).As<double, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator +(Lanes256<T> a, Lanes256<T> b) => new Lanes256<T> { Value = a.Value + b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> a, Lanes256<T> b) => new Lanes256<T> { Value = a.Value - b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator *(Lanes256<T> a, Lanes256<T> b) => new Lanes256<T> { Value = a.Value * b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator /(Lanes256<T> a, Lanes256<T> b) => new Lanes256<T> { Value = a.Value / b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Min(Lanes256<T> bound, Lanes256<T> value) => new Lanes256<T> { Value = Vector256.MinNative(bound.Value, value.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Max(Lanes256<T> bound, Lanes256<T> value) => new Lanes256<T> { Value = Vector256.MaxNative(bound.Value, value.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Abs(Lanes256<T> a) => new Lanes256<T> { Value = Vector256.Abs(a.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> CopySign(Lanes256<T> a, Lanes256<T> b) =>
        new Lanes256<T> { Value = Vector256.ConditionalSelect(Vector256.Create(-T.Zero), b.Value, a.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> PowerOfTwo(Lanes256<T> a) => typeof(T) == typeof(float)
        ? new Lanes256<T> { Value = (Vector256.ShiftLeft(a.Value.AsInt32(), 23) + Vector256.Create(1f).AsInt32()).As<int, T>() }
        : new Lanes256<T> { Value = (Vector256.ShiftLeft(a.Value.AsInt64(), 52) + Vector256.Create(1d).AsInt64()).As<long, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref T target, nint offset) => Value.StoreUnsafe(ref target, (nuint)offset);
}
