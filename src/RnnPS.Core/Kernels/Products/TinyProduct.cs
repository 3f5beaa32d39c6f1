using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>Products with a matrix of a few weights, all in one panel.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TLanes">The vectors.</typeparam>
internal static class TinyProduct<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    /// <summary>As <see cref="MatrixProduct{T, TLanes}.Run"/>.</summary>
    public static void Run(ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride)
    {
        int width = w.Vectors * TLanes.Count;
        ref T panel = ref w.Panel(0);
        int done = width > 1 && w.Vectors == 1 && stride == w.Columns && !start.IsEmpty ? RunVectors(x, w, start, y, rows) : 0;
        for (int row = done; row < rows; row++)
        {
            ReadOnlySpan<T> factors = x.Slice(row * w.Depth, w.Depth);
            Span<T> target = y.Slice(row * stride, w.Columns);
            for (int column = 0; column < target.Length; column++)
            {
                T sum = start.IsEmpty ? target[column] : start[column];
                for (int k = 0; k < factors.Length; k++)
                {
                    sum = T.MultiplyAddEstimate(factors[k], Unsafe.Add(ref panel, (k * width) + column), sum);
                }

                target[column] = sum;
            }
        }
    }

    // Row after row: what a vector runs over into is the next rows', which are written later; the last ones are left.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int RunVectors(ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows)
    {
        Span<T> padded = stackalloc T[TLanes.Count];
        padded.Clear();
        start[..w.Columns].CopyTo(padded);
        TLanes first = TLanes.Load(ref padded[0], 0);
        nint columns = w.Columns;
        nint depth = w.Depth;
        ref T panel = ref w.Panel(0);
        ref T factor = ref MemoryMarshal.GetReference(x);
        ref T target = ref MemoryMarshal.GetReference(y);
        nint room = rows - (((nint)TLanes.Count + columns - 1) / columns);
        nint row = 0;
        for (; row <= room; row++)
        {
            TLanes sum = first;
            for (nint k = 0; k < depth; k++)
            {
                sum = TLanes.MultiplyAdd(TLanes.Broadcast(factor), TLanes.Load(ref panel, k * TLanes.Count), sum);
                factor = ref Unsafe.Add(ref factor, 1);
            }

            sum.Store(ref target, row * columns);
        }

        return (int)row;
    }
}
