using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS.Benchmarks;

/// <summary>Products that read a panel of W piece by piece of its depth, with the engine's own kernel on the machine's widest vectors.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract class PieceKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Those for the machine's widest vectors.</summary>
    public static PieceKernels<T> Best { get; } =
        Lanes512<T>.IsSupported ? new PieceKernels<T, Lanes512<T>>()
        : Lanes256<T>.IsSupported ? new PieceKernels<T, Lanes256<T>>()
        : Lanes128<T>.IsSupported ? new PieceKernels<T, Lanes128<T>>()
        : new PieceKernels<T, Lanes1<T>>();

    /// <summary>Y += X·W.</summary>
    /// <param name="x">[rows × depth].</param>
    /// <param name="w">The matrix, of whole panels of 4 vectors.</param>
    /// <param name="y">[rows × columns].</param>
    /// <param name="rows">The rows, at least 12.</param>
    /// <param name="piece">The depth of a piece.</param>
    public abstract void Multiply(ReadOnlySpan<T> x, PackedMatrix<T> w, Span<T> y, int rows, int piece);
}

/// <summary><see cref="PieceKernels{T}"/> for one width.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TLanes">The vectors.</typeparam>
internal sealed class PieceKernels<T, TLanes> : PieceKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    /// <inheritdoc/>
    public override void Multiply(ReadOnlySpan<T> x, PackedMatrix<T> w, Span<T> y, int rows, int piece)
    {
        for (int panel = 0; panel < w.PanelCount; panel++)
        {
            for (int from = 0; from < w.Depth; from += piece)
            {
                for (int row = 0, count; row < rows; row += count)
                {
                    int left = rows - row;
                    // The blocks of the engine.
                    count = left is > 6 and < 12 ? (left + 1) / 2 : Math.Min(left, 6);
                    RunBlock(
                        count,
                        ref MemoryMarshal.GetReference(x[((row * w.Depth) + from)..]),
                        w.Depth,
                        Math.Min(piece, w.Depth - from),
                        ref Unsafe.Add(ref w.Panel(panel), (nint)from * w.PanelColumns),
                        ref MemoryMarshal.GetReference(y[((row * w.Columns) + (panel * w.PanelColumns))..]),
                        w.Columns);
                }
            }
        }
    }

    private static void RunBlock(int rows, ref T x, int xStride, int depth, ref T w, ref T y, int stride)
    {
        if (PackedMatrix<T>.PanelVectorsOf(TLanes.Count) == PackedMatrix<T>.MostPanelVectors)
        {
            RunBlock<Four>(rows, ref x, xStride, depth, ref w, ref y, stride);
        }
        else
        {
            RunBlock<Two>(rows, ref x, xStride, depth, ref w, ref y, stride);
        }
    }

    private static void RunBlock<TColumns>(int rows, ref T x, int xStride, int depth, ref T w, ref T y, int stride)
        where TColumns : struct, IConstant
    {
        switch (rows)
        {
            case 4:
                BlockKernel.Run<T, TLanes, Four, TColumns>(ref x, xStride, depth, ref w, ref y, stride, ref y, stride);
                break;
            case 5:
                BlockKernel.Run<T, TLanes, Five, TColumns>(ref x, xStride, depth, ref w, ref y, stride, ref y, stride);
                break;
            default:
                BlockKernel.Run<T, TLanes, Six, TColumns>(ref x, xStride, depth, ref w, ref y, stride, ref y, stride);
                break;
        }
    }
}
