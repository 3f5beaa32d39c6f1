using System.Numerics;

namespace RnnPS;

/// <summary>An activation function that computes one value at a time.</summary>
/// <typeparam name="TSelf">The function.</typeparam>
internal interface IElementwiseValue<TSelf> : IActivation
    where TSelf : struct, IElementwiseValue<TSelf>
{
    /// <summary>f(x).</summary>
    static abstract T Of<T>(T x, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <inheritdoc/>
    static void IActivation.Apply<T>(KernelSet<T> kernels, ActivationConstants<T> constants, ReadOnlySpan<T> x, Span<T> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = TSelf.Of(x[i], constants.Alpha, constants.Beta);
        }
    }
}
