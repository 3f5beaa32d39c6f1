using System.Numerics;

namespace RnnPS;

/// <summary>Puts the two directions of a layer together, and reorders rows for them.</summary>
internal static class MergeKernels
{
    /// <summary>Row i of Y becomes row order[i] of X.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="x">[rows × size].</param>
    /// <param name="order">One row of X for each of Y.</param>
    /// <param name="y">[rows × size]; not the same span as X.</param>
    /// <param name="size">The components of a row.</param>
    public static void Gather<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> order, Span<T> y, int size)
    {
        for (int row = 0; row < order.Length; row++)
        {
            x.Slice(order[row] * size, size).CopyTo(y.Slice(row * size, size));
        }
    }

    /// <summary>Merges row by row.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="merge">The way to merge.</param>
    /// <param name="forward">[rows × forward size].</param>
    /// <param name="reverse">[rows × backward size].</param>
    /// <param name="y">[rows × merged size].</param>
    /// <param name="rows">The rows.</param>
    public static void Merge<T>(
        RnnMerge merge, ReadOnlySpan<T> forward, ReadOnlySpan<T> reverse, Span<T> y, int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (merge == RnnMerge.Concat)
        {
            int left = forward.Length / Math.Max(rows, 1);
            int right = reverse.Length / Math.Max(rows, 1);
            for (int row = 0; row < rows; row++)
            {
                forward.Slice(row * left, left).CopyTo(y[(row * (left + right))..]);
                reverse.Slice(row * right, right).CopyTo(y[((row * (left + right)) + left)..]);
            }

            return;
        }

        T half = T.CreateChecked(0.5);
        for (int i = 0; i < forward.Length; i++)
        {
            y[i] = merge switch
            {
                RnnMerge.Sum => forward[i] + reverse[i],
                RnnMerge.Multiply => forward[i] * reverse[i],
                _ => (forward[i] + reverse[i]) * half,
            };
        }
    }

    /// <summary>Splits the derivatives with respect to what was merged into those of both.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="merge">How they were merged.</param>
    /// <param name="gradient">[rows × merged size].</param>
    /// <param name="forward">The states of the forward cell, [rows × forward size].</param>
    /// <param name="reverse">The states of the reverse cell, [rows × reverse size].</param>
    /// <param name="forwardGradient">To be written.</param>
    /// <param name="reverseGradient">To be written.</param>
    /// <param name="rows">The rows.</param>
    public static void Split<T>(
        RnnMerge merge,
        ReadOnlySpan<T> gradient,
        ReadOnlySpan<T> forward,
        ReadOnlySpan<T> reverse,
        Span<T> forwardGradient,
        Span<T> reverseGradient,
        int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (merge == RnnMerge.Concat)
        {
            int left = forward.Length / Math.Max(rows, 1);
            int right = reverse.Length / Math.Max(rows, 1);
            for (int row = 0; row < rows; row++)
            {
                gradient.Slice(row * (left + right), left).CopyTo(forwardGradient[(row * left)..]);
                gradient.Slice((row * (left + right)) + left, right).CopyTo(reverseGradient[(row * right)..]);
            }

            return;
        }

        T half = T.CreateChecked(0.5);
        for (int i = 0; i < gradient.Length; i++)
        {
            (forwardGradient[i], reverseGradient[i]) = merge switch
            {
                RnnMerge.Sum => (gradient[i], gradient[i]),
                RnnMerge.Multiply => (gradient[i] * reverse[i], gradient[i] * forward[i]),
                _ => (gradient[i] * half, gradient[i] * half),
            };
        }
    }
}
