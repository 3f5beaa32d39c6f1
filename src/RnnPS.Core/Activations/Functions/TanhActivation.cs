using System.Numerics;

namespace RnnPS;

/// <summary>tanh(x).</summary>
internal readonly struct TanhActivation : IElementwiseSlope<TanhActivation>
{
    /// <inheritdoc/>
    public static void Apply<T>(KernelSet<T> kernels, ActivationConstants<T> constants, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => kernels.Tanh(x, y);

    /// <inheritdoc/>
    public static Vector<T> Slope<T>(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector<T>.One - (y * y);
}
