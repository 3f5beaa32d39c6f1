using System.Numerics;

namespace RnnPS;

/// <summary>x.</summary>
internal readonly struct IdentityActivation : IElementwiseSlope<IdentityActivation>
{
    /// <inheritdoc/>
    public static void Apply<T>(KernelSet<T> kernels, ActivationConstants<T> constants, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => x.CopyTo(y);

    /// <inheritdoc/>
    public static Vector<T> Slope<T>(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector<T>.One;
}
