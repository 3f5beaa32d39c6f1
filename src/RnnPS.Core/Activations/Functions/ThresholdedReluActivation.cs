using System.Numerics;

namespace RnnPS;

/// <summary>x if x ≥ α, otherwise 0.</summary>
internal readonly struct ThresholdedReluActivation : IElementwiseValue<ThresholdedReluActivation>, IElementwiseSlope<ThresholdedReluActivation>
{
    /// <inheritdoc/>
    public static (double Alpha, double Beta) Defaults => (1, 0);

    /// <inheritdoc/>
    public static T Of<T>(T x, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => x >= alpha ? x : T.Zero;

    /// <inheritdoc/>
    public static Vector<T> Slope<T>(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(Vector.GreaterThanOrEqual(x, alpha), Vector<T>.One, Vector<T>.Zero);
}
