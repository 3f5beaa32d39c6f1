using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>Turns rows into columns.</summary>
internal static class Transposition
{
    // A tile whose rows and columns both stay in the first cache.
    private const int Tile = 16;

    /// <summary>y[column, row] = x[row, column].</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="x">[rows × xStride].</param>
    /// <param name="xStride">From one row of X to the next.</param>
    /// <param name="rows">The rows of X.</param>
    /// <param name="columns">The columns of X.</param>
    /// <param name="y">[columns × yStride].</param>
    /// <param name="yStride">From one row of Y to the next.</param>
    public static void Run<T>(ReadOnlySpan<T> x, int xStride, int rows, int columns, Span<T> y, int yStride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The last elements are in their spans, and so is all that is touched below.
        _ = rows == 0 || columns == 0 ? default : x[((rows - 1) * xStride) + columns - 1];
        _ = rows == 0 || columns == 0 ? default : y[((columns - 1) * yStride) + rows - 1];
        ref T from = ref MemoryMarshal.GetReference(x);
        ref T to = ref MemoryMarshal.GetReference(y);
        for (int firstRow = 0; firstRow < rows; firstRow += Tile)
        {
            int lastRow = Math.Min(rows, firstRow + Tile);
            for (int firstColumn = 0; firstColumn < columns; firstColumn += Tile)
            {
                int lastColumn = Math.Min(columns, firstColumn + Tile);
                for (int column = firstColumn; column < lastColumn; column++)
                {
                    ref T target = ref Unsafe.Add(ref to, (nint)column * yStride);
                    for (int row = firstRow; row < lastRow; row++)
                    {
                        Unsafe.Add(ref target, row) = Unsafe.Add(ref from, ((nint)row * xStride) + column);
                    }
                }
            }
        }
    }
}
