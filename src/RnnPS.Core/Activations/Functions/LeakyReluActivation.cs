using System.Numerics;

namespace RnnPS;

/// <summary>x if x ≥ 0, otherwise α·x.</summary>
internal readonly struct LeakyReluActivation : IElementwiseValue<LeakyReluActivation>, IElementwiseSlope<LeakyReluActivation>
{
    /// <inheritdoc/>
    public static (double Alpha, double Beta) Defaults => (0.01, 0);

    /// <inheritdoc/>
    public static T Of<T>(T x, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => x >= T.Zero ? x : alpha * x;

    /// <inheritdoc/>
    public static Vector<T> Slope<T>(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, alpha);
}
