using System.Numerics;

namespace RnnPS;

/// <summary>Keeps gradients from exploding: by a bound of each number, by a bound of their common norm.</summary>
internal static class GradientClipping
{
    // As torch.nn.utils.clip_grad_norm_ has it.
    private const double Epsilon = 1e-6;

    /// <summary>The Euclidean norm of all gradients as one vector, summed in double and in one order.</summary>
    public static double Norm<T>(IReadOnlyList<T[]> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        foreach (T[] array in gradients)
        {
            // Four sums, so that an addition need not wait for the one before it.
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

        return Math.Sqrt(sum);
    }

    /// <summary>Scales all gradients so that their norm is not above a bound (Pascanu et al. 2013, "On the difficulty of training recurrent neural networks").</summary>
    /// <param name="gradients">The gradients, which are changed.</param>
    /// <param name="norm">Their norm.</param>
    /// <param name="bound">The largest norm.</param>
    /// <returns>The norm after.</returns>
    public static double ByNorm<T>(IReadOnlyList<T[]> gradients, double norm, double bound)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double scale = bound / (norm + Epsilon);
        // A norm that is no number is left for the check of the loss to find.
        if (!(scale < 1))
        {
            return norm;
        }

        T factor = T.CreateTruncating(scale);
        foreach (T[] array in gradients)
        {
            for (int i = 0; i < array.Length; i++)
            {
                array[i] *= factor;
            }
        }

        return norm * scale;
    }

    /// <summary>Cuts each gradient to between −bound and bound.</summary>
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

    private static double Square<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double number = double.CreateTruncating(value);
        return number * number;
    }
}
