using System.Numerics;

namespace RnnPS;

/// <summary>log(1 + e^x).</summary>
internal readonly struct SoftplusActivation : IElementwiseValue<SoftplusActivation>
{
    // e^x itself would overflow for large x.
    /// <inheritdoc/>
    public static T Of<T>(T x, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Max(x, T.Zero) + Log1p.Of(T.Exp(-T.Abs(x)));

    // The derivative is sigmoid(x). Computed from y, it would lose all digits far below 0.
    /// <inheritdoc/>
    public static void Slope<T>(
        KernelSet<T> kernels, ActivationConstants<T> constants, Clip<T> clip, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> slope)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!clip.Cuts)
        {
            kernels.Sigmoid(x, slope);
            return;
        }

        Span<T> one = stackalloc T[1];
        for (int i = 0; i < x.Length; i++)
        {
            bool clipped = clip.Reached(x[i]);
            kernels.Sigmoid(x.Slice(i, 1), one);
            slope[i] = clipped ? T.Zero : one[0];
        }
    }
}
