using System.Numerics;

namespace RnnPS;

/// <summary>Activations over whole spans.</summary>
internal static class ActivationKernels
{
    /// <summary>y = f(x), element by element; the two may be the same span.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="kernels">The vectors to use.</param>
    /// <param name="function">The function f.</param>
    /// <param name="x">The pre-activations.</param>
    /// <param name="y">As long as <paramref name="x"/>.</param>
    public static void Apply<T>(KernelSet<T> kernels, RnnActivationFunction function, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (function.Kind)
        {
            case RnnActivation.Tanh:
                kernels.Tanh(x, y);
                break;
            case RnnActivation.Relu:
                for (int i = 0; i < x.Length; i++)
                {
                    y[i] = T.Max(T.Zero, x[i]);
                }

                break;
            case RnnActivation.Sigmoid:
                kernels.Sigmoid(x, y);
                break;
            case RnnActivation.Identity:
                x.CopyTo(y);
                break;
            default:
                ApplyRare(function, x, y);
                break;
        }
    }

    /// <summary>Each row becomes e^x / Σ e^x: positive numbers that add to one.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="values">[rows × columns], overwritten.</param>
    /// <param name="columns">The columns.</param>
    public static void Softmax<T>(Span<T> values, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int start = 0; start < values.Length; start += columns)
        {
            Span<T> row = values.Slice(start, columns);
            // Without the largest, e^x of a large x would be infinite.
            T largest = row[0];
            foreach (T value in row)
            {
                largest = T.Max(largest, value);
            }

            T sum = T.Zero;
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = T.Exp(row[i] - largest);
                sum += row[i];
            }

            for (int i = 0; i < row.Length; i++)
            {
                row[i] /= sum;
            }
        }
    }

    private static void ApplyRare<T>(RnnActivationFunction function, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T alpha = T.CreateChecked(function.Alpha);
        T beta = T.CreateChecked(function.Beta);
        for (int i = 0; i < x.Length; i++)
        {
            T value = x[i];
            y[i] = function.Kind switch
            {
                RnnActivation.LeakyRelu => value >= T.Zero ? value : alpha * value,
                RnnActivation.ThresholdedRelu => value >= alpha ? value : T.Zero,
                RnnActivation.HardSigmoid => T.Clamp((alpha * value) + beta, T.Zero, T.One),
                RnnActivation.Elu => value >= T.Zero ? value : alpha * T.ExpM1(value),
                RnnActivation.Softsign => value / (T.One + T.Abs(value)),
                // log(1 + e^x) where e^x would overflow, too.
                RnnActivation.Softplus => T.Max(value, T.Zero) + T.LogP1(T.Exp(-T.Abs(value))),
                RnnActivation.ScaledTanh => alpha * T.Tanh(beta * value),
                RnnActivation.Affine => (alpha * value) + beta,
                _ => throw new ArgumentOutOfRangeException(nameof(function), function.Kind, "No such activation."),
            };
        }
    }
}
