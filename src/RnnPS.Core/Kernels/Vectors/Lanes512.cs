using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RnnPS;

/// <summary>A register of 512 bits.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>A field, not a property, and no constructor: each would be one more function for the compiler to inline.</remarks>
internal struct Lanes512<T> : ILanes<Lanes512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The numbers.</summary>
    public Vector512<T> Value;

    public static int Count => Vector512<T>.Count;

    public static bool IsSupported => Vector512.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(ref T source, nint offset) => new Lanes512<T> { Value = Vector512.LoadUnsafe(ref source, (nuint)offset) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Broadcast(T value) => new Lanes512<T> { Value = Vector512.Create(value) };

    // One read and five permutations: where every multiply-add reads a weight, reads are what is scarce.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Broadcast(ref T source, nint offset, out Lanes512<T> a, out Lanes512<T> b, out Lanes512<T> c, out Lanes512<T> d)
    {
        if (typeof(T) == typeof(float) && Avx512F.IsSupported)
        {
            Vector512<float> four = Vector128.LoadUnsafe(ref source, (nuint)offset).AsSingle().ToVector256Unsafe().ToVector512Unsafe();
            four = Avx512F.Shuffle4x128(four, four, 0);
            a = new Lanes512<T> { Value = Avx512F.Permute4x32(four, 0b00_00_00_00).As<float, T>() };
            b = new Lanes512<T> { Value = Avx512F.Permute4x32(four, 0b01_01_01_01).As<float, T>() };
            c = new Lanes512<T> { Value = Avx512F.Permute4x32(four, 0b10_10_10_10).As<float, T>() };
            d = new Lanes512<T> { Value = Avx512F.Permute4x32(four, 0b11_11_11_11).As<float, T>() };
            return;
        }

        a = Broadcast(Unsafe.Add(ref source, offset));
        b = Broadcast(Unsafe.Add(ref source, offset + 1));
        c = Broadcast(Unsafe.Add(ref source, offset + 2));
        d = Broadcast(Unsafe.Add(ref source, offset + 3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Pick(Lanes512<T> a, nint place) => typeof(T) == typeof(float)
        ? new Lanes512<T> { Value = Vector512.ShuffleNative(a.Value.AsSingle(), Vector512.Create((int)place)).As<float, T>() }
        : new Lanes512<T> { Value = Vector512.ShuffleNative(a.Value.AsDouble(), Vector512.Create((long)place)).As<double, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Constant(double value) => typeof(T) == typeof(float)
        ? new Lanes512<T> { Value = Vector512.Create((float)value).As<float, T>() }
        : new Lanes512<T> { Value = Vector512.Create(value).As<double, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplyAdd(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c) => typeof(T) == typeof(float)
        ? new Lanes512<T> { Value = Vector512.MultiplyAddEstimate(a.Value.AsSingle(), b.Value.AsSingle(), c.Value.AsSingle()).As<float, T>() }
        : new Lanes512<T> { Value = Vector512.MultiplyAddEstimate(a.Value.AsDouble(), b.Value.AsDouble(), c.Value.AsDouble()).As<double, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplyAdd(Lanes512<T> a, ref T b, nint offset, Lanes512<T> c) => typeof(T) == typeof(float)
        ? new Lanes512<T> { Value = Vector512.MultiplyAddEstimate(a.Value.AsSingle(), Vector512.LoadUnsafe(ref b, (nuint)offset).AsSingle(), c.Value.AsSingle()).As<float, T>() }
        : new Lanes512<T> { Value = Vector512.MultiplyAddEstimate(a.Value.AsDouble(), Vector512.LoadUnsafe(ref b, (nuint)offset).AsDouble(), c.Value.AsDouble()).As<double, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lanes512<T> sum, Lanes512<T> a, Lanes512<T> b)
    {
        if (typeof(T) == typeof(float))
        {
            sum.Value = Vector512.MultiplyAddEstimate(a.Value.AsSingle(), b.Value.AsSingle(), sum.Value.AsSingle()).As<float, T>();
        }
        else
        {
            sum.Value = Vector512.MultiplyAddEstimate(a.Value.AsDouble(), b.Value.AsDouble(), sum.Value.AsDouble()).As<double, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> a, Lanes512<T> b) => new Lanes512<T> { Value = a.Value + b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> a, Lanes512<T> b) => new Lanes512<T> { Value = a.Value - b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> a, Lanes512<T> b) => new Lanes512<T> { Value = a.Value * b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator /(Lanes512<T> a, Lanes512<T> b) => new Lanes512<T> { Value = a.Value / b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Min(Lanes512<T> bound, Lanes512<T> value) => new Lanes512<T> { Value = Vector512.MinNative(bound.Value, value.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Max(Lanes512<T> bound, Lanes512<T> value) => new Lanes512<T> { Value = Vector512.MaxNative(bound.Value, value.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Abs(Lanes512<T> a) => new Lanes512<T> { Value = Vector512.Abs(a.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> CopySign(Lanes512<T> a, Lanes512<T> b) =>
        new Lanes512<T> { Value = Vector512.ConditionalSelect(Vector512.Create(-T.Zero), b.Value, a.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> PowerOfTwo(Lanes512<T> a) => typeof(T) == typeof(float)
        ? new Lanes512<T> { Value = (Vector512.ShiftLeft(a.Value.AsInt32(), 23) + Vector512.Create(1f).AsInt32()).As<int, T>() }
        : new Lanes512<T> { Value = (Vector512.ShiftLeft(a.Value.AsInt64(), 52) + Vector512.Create(1d).AsInt64()).As<long, T>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref T target, nint offset) => Value.StoreUnsafe(ref target, (nuint)offset);
}
