using System.Numerics;

namespace RnnPS;

/// <summary>The base of losses that average a function of output and target over the components.</summary>
internal abstract record PointwiseLoss : RnnLossFunction
{
    /// <summary>Computes the loss of one component and its derivative with respect to the output.</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    private protected interface IComponent<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (T Loss, T Slope) Of(T output, T target);
    }

    private protected static void Run<T, TComponent>(TComponent component, LossRows<T> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TComponent : struct, IComponent<T>
    {
        T share = T.One / T.CreateChecked(rows.Outputs);
        for (int row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<T> output = rows.OutputOf(row);
            ReadOnlySpan<T> target = rows.TargetOf(row);
            Span<T> gradient = rows.GradientOf(row);
            T sum = T.Zero;
            for (int i = 0; i < output.Length; i++)
            {
                (T loss, T slope) = component.Of(output[i], target[i]);
                sum += loss;
                if (!gradient.IsEmpty)
                {
                    gradient[i] = slope * share;
                }
            }

            rows.Losses[row] = sum / T.CreateChecked(rows.Outputs);
        }
    }
}
