using System.Numerics;

namespace RnnPS;

/// <summary>Activations over whole spans.</summary>
internal static class ActivationKernels
{
    /// <summary>y = f(x), element by element; the two may be the same span.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="activation">The function f.</param>
    /// <param name="x">The pre-activations.</param>
    /// <param name="y">As long as <paramref name="x"/>.</param>
    public static void Apply<T>(RnnActivation activation, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (activation)
        {
            case RnnActivation.Tanh:
                for (int i = 0; i < x.Length; i++)
                {
                    y[i] = T.Tanh(x[i]);
                }

                break;
            case RnnActivation.Relu:
                for (int i = 0; i < x.Length; i++)
                {
                    y[i] = T.Max(T.Zero, x[i]);
                }

                break;
            case RnnActivation.Sigmoid:
                for (int i = 0; i < x.Length; i++)
                {
                    y[i] = T.One / (T.One + T.Exp(-x[i]));
                }

                break;
            case RnnActivation.Identity:
                x.CopyTo(y);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "No such activation.");
        }
    }
}
