using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>Sums and products of vectors, element by element. All spans of a call have one length.</summary>
internal static class PointwiseKernels
{
    /// <summary>One element of the result, in vectors and alone: the same operations, so that the bits are the same.</summary>
    private interface IOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        static abstract Vector<T> Of(Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> d);

        static abstract T Of(T a, T b, T c, T d);
    }

    /// <summary>y += x.</summary>
    public static void Add<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run<T, Sum<T>>(x, y, y, y, y);

    /// <summary>y = a∘b.</summary>
    public static void Multiply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run<T, Multiplication<T>>(a, b, a, b, y);

    /// <summary>y += a∘b.</summary>
    public static void MultiplyAdd<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run<T, ProductPlus<T>>(a, b, y, y, y);

    /// <summary>y = a∘b + c∘d.</summary>
    public static void MultiplySum<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, ReadOnlySpan<T> d, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run<T, SumOfProducts<T>>(a, b, c, d, y);

    /// <summary>y = 1 − x.</summary>
    public static void OneMinus<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run<T, Complement<T>>(x, x, x, x, y);

    /// <summary>y = share∘a + (1 − share)∘b.</summary>
    public static void Blend<T>(ReadOnlySpan<T> share, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run<T, Mixture<T>>(share, a, b, b, y);

    private static void Run<T, TOperation>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, ReadOnlySpan<T> d, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOperation : struct, IOperation<T>
    {
        KernelChecks.RequireLengths(y.Length, a.Length, b.Length, c.Length, d.Length);
        ref T pa = ref MemoryMarshal.GetReference(a);
        ref T pb = ref MemoryMarshal.GetReference(b);
        ref T pc = ref MemoryMarshal.GetReference(c);
        ref T pd = ref MemoryMarshal.GetReference(d);
        ref T py = ref MemoryMarshal.GetReference(y);
        nuint i = 0;
        nuint count = (nuint)y.Length;
        for (; i + (nuint)Vector<T>.Count <= count; i += (nuint)Vector<T>.Count)
        {
            TOperation.Of(
                Vector.LoadUnsafe(ref pa, i), Vector.LoadUnsafe(ref pb, i), Vector.LoadUnsafe(ref pc, i), Vector.LoadUnsafe(ref pd, i))
                .StoreUnsafe(ref py, i);
        }

        for (; i < count; i++)
        {
            Unsafe.Add(ref py, i) = TOperation.Of(
                Unsafe.Add(ref pa, i), Unsafe.Add(ref pb, i), Unsafe.Add(ref pc, i), Unsafe.Add(ref pd, i));
        }
    }

    private readonly struct Sum<T> : IOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> d) => a + b;

        public static T Of(T a, T b, T c, T d) => a + b;
    }

    private readonly struct Multiplication<T> : IOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> d) => a * b;

        public static T Of(T a, T b, T c, T d) => a * b;
    }

    private readonly struct ProductPlus<T> : IOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> d) => (a * b) + c;

        public static T Of(T a, T b, T c, T d) => (a * b) + c;
    }

    private readonly struct SumOfProducts<T> : IOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> d) => (a * b) + (c * d);

        public static T Of(T a, T b, T c, T d) => (a * b) + (c * d);
    }

    private readonly struct Complement<T> : IOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> d) => Vector<T>.One - a;

        public static T Of(T a, T b, T c, T d) => T.One - a;
    }

    private readonly struct Mixture<T> : IOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> d) => (a * b) + ((Vector<T>.One - a) * c);

        public static T Of(T a, T b, T c, T d) => (a * b) + ((T.One - a) * c);
    }
}
