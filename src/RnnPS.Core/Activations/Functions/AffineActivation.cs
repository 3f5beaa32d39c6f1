using System.Numerics;

namespace RnnPS;

/// <summary>α·x + β.</summary>
internal readonly struct AffineActivation : IElementwiseValue<AffineActivation>, IElementwiseSlope<AffineActivation>
{
    /// <inheritdoc/>
    public static (double Alpha, double Beta) Defaults => (1, 0);

    /// <inheritdoc/>
    public static T Of<T>(T x, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (alpha * x) + beta;

    /// <inheritdoc/>
    public static Vector<T> Slope<T>(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => alpha;
}
