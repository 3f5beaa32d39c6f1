using System.Numerics;

namespace RnnPS;

/// <summary>1 / (1 + e^−x).</summary>
internal readonly struct SigmoidActivation : IElementwiseSlope<SigmoidActivation>
{
    /// <inheritdoc/>
    public static void Apply<T>(KernelSet<T> kernels, ActivationConstants<T> constants, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => kernels.Sigmoid(x, y);

    /// <inheritdoc/>
    public static Vector<T> Slope<T>(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => y - (y * y);
}
