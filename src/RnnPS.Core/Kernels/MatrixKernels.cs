using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>Products of row-major matrices.</summary>
internal static class MatrixKernels
{
    /// <summary>Sets each row of Y to the bias, or to zero where there is none.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="bias">One number a column, or empty.</param>
    /// <param name="y">[rows × columns].</param>
    /// <param name="columns">The columns of Y.</param>
    public static void SetRows<T>(ReadOnlySpan<T> bias, Span<T> y, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (bias.IsEmpty)
        {
            y.Clear();
            return;
        }

        for (int start = 0; start < y.Length; start += columns)
        {
            bias.CopyTo(y.Slice(start, columns));
        }
    }

    /// <summary>Y[:, column .. column + n) += X·W.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="x">[rows × depth].</param>
    /// <param name="w">[depth × n].</param>
    /// <param name="y">[rows × stride].</param>
    /// <param name="rows">The rows of X and Y.</param>
    /// <param name="n">The columns of W.</param>
    /// <param name="stride">The columns of Y.</param>
    /// <param name="column">Where in a row of Y the result goes.</param>
    /// <remarks>
    /// Every element of Y gathers its terms in the order of the depth, whatever the vectors' width, so that a run gives
    /// the same bits whole, in chunks or step by step.
    /// </remarks>
    public static void MultiplyAdd<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> w, Span<T> y, int rows, int n, int stride, int column = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int depth = rows == 0 ? 0 : x.Length / rows;
        for (int row = 0; row < rows; row++)
        {
            Span<T> target = y.Slice((row * stride) + column, n);
            ReadOnlySpan<T> factors = x.Slice(row * depth, depth);
            for (int k = 0; k < depth; k++)
            {
                AddScaled(factors[k], w.Slice(k * n, n), target);
            }
        }
    }

    private static void AddScaled<T>(T factor, ReadOnlySpan<T> source, Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated && target.Length >= Vector<T>.Count)
        {
            ReadOnlySpan<Vector<T>> sources = MemoryMarshal.Cast<T, Vector<T>>(source);
            Span<Vector<T>> targets = MemoryMarshal.Cast<T, Vector<T>>(target);
            for (int v = 0; v < targets.Length; v++)
            {
                targets[v] += sources[v] * factor;
            }

            i = targets.Length * Vector<T>.Count;
        }

        for (; i < target.Length; i++)
        {
            target[i] += source[i] * factor;
        }
    }
}
