using System.Numerics;

namespace RnnPS;

/// <summary>max(0, x).</summary>
internal readonly struct ReluActivation : IElementwiseValue<ReluActivation>, IElementwiseSlope<ReluActivation>
{
    /// <inheritdoc/>
    public static T Of<T>(T x, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Max(T.Zero, x);

    /// <inheritdoc/>
    public static Vector<T> Slope<T>(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, Vector<T>.Zero);
}
