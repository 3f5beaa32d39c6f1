using System.Numerics;

namespace RnnPS;

/// <summary>Clips exploding gradients, either by value or by global norm.</summary>
internal static class GradientClipping
{
    // The same constant as in torch.nn.utils.clip_grad_norm_.
    private const double Epsilon = 1e-6;

    /// <summary>The global L2 norm of all gradients, summed in double precision and in a fixed order.</summary>
    public static double Norm<T>(IReadOnlyList<T[]> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        foreach (T[] array in gradients)
        {
            // Four independent sums hide the latency of the additions.
            double a = 0, b = 0, c = 0, d = 0;
            int i = 0;
            for (; i + 3 < array.Length; i += 4)
            {
                a += Square(array[i]);
                b += Square(array[i + 1]);
                c += Square(array[i + 2]);
                d += Square(array[i + 3]);
            }

            for (; i < array.Length; i++)
            {
                a += Square(array[i]);
            }

            sum += a + b + (c + d);
        }

        return EuclideanNorm.FromSquares(sum) ?? ScaledNorm(gradients);
    }

    /// <summary>
    /// Scales all gradients so that their global norm does not exceed a bound (Pascanu et al. 2013, "On the difficulty of training
    /// recurrent neural networks").
    /// </summary>
    /// <param name="gradients">The gradients, scaled in place.</param>
    /// <param name="norm">The global norm of the gradients.</param>
    /// <param name="bound">The largest norm allowed.</param>
    /// <returns>The norm after clipping.</returns>
    public static double ByNorm<T>(IReadOnlyList<T[]> gradients, double norm, double bound)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double scale = bound / (norm + Epsilon);
        // The negated comparison also leaves a NaN norm as it is.
        if (!(scale < 1))
        {
            return norm;
        }

        T factor = T.CreateTruncating(scale);
        if (T.IsNormal(factor))
        {
            Multiply(gradients, factor);
            return norm * scale;
        }

        // A factor too small for its digits is applied in two halves.
        T root = T.CreateTruncating(Math.Sqrt(bound) / Math.Sqrt(norm));
        Multiply(gradients, root);
        Multiply(gradients, root);
        return bound;
    }

    /// <summary>Clips each element of the gradients to the range from −bound to bound.</summary>
    public static void ByValue<T>(IReadOnlyList<T[]> gradients, double bound)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T most = T.CreateTruncating(bound);
        foreach (T[] array in gradients)
        {
            for (int i = 0; i < array.Length; i++)
            {
                array[i] = T.Clamp(array[i], -most, most);
            }
        }
    }

    private static void Multiply<T>(IReadOnlyList<T[]> gradients, T factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (T[] array in gradients)
        {
            for (int i = 0; i < array.Length; i++)
            {
                array[i] *= factor;
            }
        }
    }

    private static double ScaledNorm<T>(IReadOnlyList<T[]> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var norm = default(EuclideanNorm);
        foreach (T[] array in gradients)
        {
            foreach (T value in array)
            {
                norm.Add(double.CreateTruncating(value));
            }
        }

        return norm.Value;
    }

    private static double Square<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double number = double.CreateTruncating(value);
        return number * number;
    }
}
