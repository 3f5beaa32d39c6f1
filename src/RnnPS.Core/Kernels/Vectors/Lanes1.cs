using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>One number: where the machine has no vectors.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal struct Lanes1<T> : ILanes<Lanes1<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The numbers.</summary>
    public T Value;

    public static int Count => 1;

    public static bool IsSupported => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Load(ref T source, nint offset) => new Lanes1<T> { Value = Unsafe.Add(ref source, offset) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Broadcast(T value) => new Lanes1<T> { Value = value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Pick(Lanes1<T> a, nint place) => a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Constant(double value) => new Lanes1<T> { Value = T.CreateTruncating(value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> MultiplyAdd(Lanes1<T> a, Lanes1<T> b, Lanes1<T> c) =>
        new Lanes1<T> { Value = T.MultiplyAddEstimate(a.Value, b.Value, c.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator +(Lanes1<T> a, Lanes1<T> b) => new Lanes1<T> { Value = a.Value + b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator -(Lanes1<T> a, Lanes1<T> b) => new Lanes1<T> { Value = a.Value - b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator *(Lanes1<T> a, Lanes1<T> b) => new Lanes1<T> { Value = a.Value * b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator /(Lanes1<T> a, Lanes1<T> b) => new Lanes1<T> { Value = a.Value / b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Min(Lanes1<T> bound, Lanes1<T> value) => bound.Value < value.Value ? bound : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Max(Lanes1<T> bound, Lanes1<T> value) => bound.Value > value.Value ? bound : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Abs(Lanes1<T> a) => new Lanes1<T> { Value = T.Abs(a.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> CopySign(Lanes1<T> a, Lanes1<T> b) => new Lanes1<T> { Value = T.CopySign(a.Value, b.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> PowerOfTwo(Lanes1<T> a)
    {
        T value = a.Value;
        if (typeof(T) == typeof(float))
        {
            float power = BitConverter.Int32BitsToSingle((Unsafe.As<T, int>(ref value) << 23) + BitConverter.SingleToInt32Bits(1));
            return new Lanes1<T> { Value = Unsafe.As<float, T>(ref power) };
        }

        double wide = BitConverter.Int64BitsToDouble((Unsafe.As<T, long>(ref value) << 52) + BitConverter.DoubleToInt64Bits(1));
        return new Lanes1<T> { Value = Unsafe.As<double, T>(ref wide) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref T target, nint offset) => Unsafe.Add(ref target, offset) = Value;
}
