using System.Numerics;

namespace RnnPS;

/// <summary>α·tanh(β·x).</summary>
internal readonly struct ScaledTanhActivation : IElementwiseValue<ScaledTanhActivation>, IElementwiseSlope<ScaledTanhActivation>
{
    /// <inheritdoc/>
    public static (double Alpha, double Beta) Defaults => (1, 1);

    /// <inheritdoc/>
    public static T Of<T>(T x, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => alpha * T.Tanh(beta * x);

    /// <inheritdoc/>
    public static Vector<T> Slope<T>(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        // β·(α − y²/α), and 0 if α is 0.
        Vector.ConditionalSelect(
            Vector.Equals(alpha, Vector<T>.Zero), Vector<T>.Zero, beta * (alpha - (y * y / alpha)));
}
