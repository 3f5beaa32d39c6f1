using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
                int done = Vector512.IsHardwareAccelerated && lastRow - firstRow == Tile
                    ? RunVectors(ref from, xStride, firstRow, firstColumn, lastColumn, ref to, yStride)
                    : firstColumn;
                for (int column = done; column < lastColumn; column++)
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

    // Of four rows 16 bytes each are one vector, and so are the columns that they become. Gives the first column that is left.
    private static int RunVectors<T>(
        ref T from, nint xStride, nint firstRow, int firstColumn, int lastColumn, ref T to, nint yStride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int step = Vector128<T>.Count;
        int column = firstColumn;
        for (; column + step <= lastColumn; column += step)
        {
            for (nint row = firstRow; row < firstRow + Tile; row += 4)
            {
                ref T x = ref Unsafe.Add(ref from, (row * xStride) + column);
                ref T y = ref Unsafe.Add(ref to, (column * yStride) + row);
                Vector512<byte> rows = Vector512.Create(
                    Vector256.Create(Load(ref x), Load(ref Unsafe.Add(ref x, xStride))),
                    Vector256.Create(Load(ref Unsafe.Add(ref x, 2 * xStride)), Load(ref Unsafe.Add(ref x, 3 * xStride))));
                if (Unsafe.SizeOf<T>() == sizeof(float))
                {
                    Vector512<uint> columns = Vector512.Shuffle(
                        rows.AsUInt32(), Vector512.Create(0u, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
                    Store(columns.GetLower().GetLower().AsByte(), ref y);
                    Store(columns.GetLower().GetUpper().AsByte(), ref Unsafe.Add(ref y, yStride));
                    Store(columns.GetUpper().GetLower().AsByte(), ref Unsafe.Add(ref y, 2 * yStride));
                    Store(columns.GetUpper().GetUpper().AsByte(), ref Unsafe.Add(ref y, 3 * yStride));
                }
                else
                {
                    Vector512<ulong> columns = Vector512.Shuffle(rows.AsUInt64(), Vector512.Create(0ul, 2, 4, 6, 1, 3, 5, 7));
                    columns.GetLower().AsByte().StoreUnsafe(ref Unsafe.As<T, byte>(ref y));
                    columns.GetUpper().AsByte().StoreUnsafe(ref Unsafe.As<T, byte>(ref Unsafe.Add(ref y, yStride)));
                }
            }
        }

        return column;
    }

    private static Vector128<byte> Load<T>(ref T from) => Vector128.LoadUnsafe(ref Unsafe.As<T, byte>(ref from));

    private static void Store<T>(Vector128<byte> values, ref T to) => values.StoreUnsafe(ref Unsafe.As<T, byte>(ref to));
}
