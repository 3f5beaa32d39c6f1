using System.Numerics;

namespace RnnPS;

/// <summary>x / (1 + |x|).</summary>
internal readonly struct SoftsignActivation : IElementwiseValue<SoftsignActivation>, IElementwiseSlope<SoftsignActivation>
{
    /// <inheritdoc/>
    public static T Of<T>(T x, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => x / (T.One + T.Abs(x));

    /// <inheritdoc/>
    public static Vector<T> Slope<T>(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector<T>.One / ((Vector<T>.One + Vector.Abs(x)) * (Vector<T>.One + Vector.Abs(x)));
}
