using System.Numerics;

namespace RnnPS;

/// <summary>x if x ≥ 0, otherwise α·(e^x − 1).</summary>
internal readonly struct EluActivation : IElementwiseValue<EluActivation>, IElementwiseSlope<EluActivation>
{
    /// <inheritdoc/>
    public static (double Alpha, double Beta) Defaults => (1, 0);

    /// <inheritdoc/>
    public static T Of<T>(T x, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => x >= T.Zero ? x : alpha * Expm1.Of(x);

    /// <inheritdoc/>
    public static Vector<T> Slope<T>(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, y + alpha);
}
