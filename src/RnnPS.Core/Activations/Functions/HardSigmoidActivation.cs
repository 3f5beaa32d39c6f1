using System.Numerics;

namespace RnnPS;

/// <summary>α·x + β, clipped to the range 0 to 1.</summary>
internal readonly struct HardSigmoidActivation : IElementwiseValue<HardSigmoidActivation>, IElementwiseSlope<HardSigmoidActivation>
{
    /// <inheritdoc/>
    public static (double Alpha, double Beta) Defaults => (0.2, 0.5);

    /// <inheritdoc/>
    public static T Of<T>(T x, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Clamp((alpha * x) + beta, T.Zero, T.One);

    /// <inheritdoc/>
    public static Vector<T> Slope<T>(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(
            Vector.GreaterThan(y, Vector<T>.Zero) & Vector.LessThan(y, Vector<T>.One), alpha, Vector<T>.Zero);
}
