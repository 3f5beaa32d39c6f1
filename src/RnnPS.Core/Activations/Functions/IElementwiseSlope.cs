using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>An activation function whose derivative needs no more than the vectors of x and f(x).</summary>
/// <typeparam name="TSelf">The function.</typeparam>
internal interface IElementwiseSlope<TSelf> : IActivation
    where TSelf : struct, IElementwiseSlope<TSelf>
{
    /// <summary>f′(x), where y = f(x).</summary>
    static abstract Vector<T> Slope<T>(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <inheritdoc/>
    static void IActivation.Slope<T>(
        KernelSet<T> kernels, ActivationConstants<T> constants, Clip<T> clip, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> slope)
    {
        KernelChecks.RequireLengths(x.Length, y.Length, slope.Length);
        var alpha = new Vector<T>(constants.Alpha);
        var beta = new Vector<T>(constants.Beta);
        var bound = new Vector<T>(clip.Bound);
        ref T from = ref MemoryMarshal.GetReference(x);
        ref T activated = ref MemoryMarshal.GetReference(y);
        ref T to = ref MemoryMarshal.GetReference(slope);
        int i = 0;
        for (; i + Vector<T>.Count <= x.Length; i += Vector<T>.Count)
        {
            var value = Vector.LoadUnsafe(ref from, (nuint)i);
            Vector<T> result = TSelf.Slope(value, Vector.LoadUnsafe(ref activated, (nuint)i), alpha, beta);
            ZeroWhereClipped(value, result, bound).StoreUnsafe(ref to, (nuint)i);
        }

        if (i < x.Length)
        {
            Span<T> rest = stackalloc T[2 * Vector<T>.Count];
            rest.Clear();
            x[i..].CopyTo(rest);
            y[i..].CopyTo(rest[Vector<T>.Count..]);
            var value = new Vector<T>(rest);
            Vector<T> result = TSelf.Slope(value, new Vector<T>(rest[Vector<T>.Count..]), alpha, beta);
            ZeroWhereClipped(value, result, bound).CopyTo(rest);
            rest[..(x.Length - i)].CopyTo(slope[i..]);
        }
    }

    private static Vector<T> ZeroWhereClipped<T>(Vector<T> x, Vector<T> slope, Vector<T> bound)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(Vector.GreaterThanOrEqual(Vector.Abs(x), bound), Vector<T>.Zero, slope);
}
