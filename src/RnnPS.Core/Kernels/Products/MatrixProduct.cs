using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>Products with a packed matrix of any size, cut into the blocks that the kernels take.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TLanes">The vectors.</typeparam>
internal static class MatrixProduct<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    private const int MostRows = 6;

    private const int WidePanels = PackedMatrix<T>.PanelsSideBySide;

    private static int PanelColumns => PackedMatrix<T>.PanelVectorsOf(TLanes.Count) * TLanes.Count;

    /// <summary>Y[:, ..columns] = start + X·W.</summary>
    /// <param name="x">[rows × depth].</param>
    /// <param name="w">The matrix.</param>
    /// <param name="start">The start of every row of Y, [columns]; empty where Y starts from itself.</param>
    /// <param name="y">[rows × stride].</param>
    /// <param name="rows">The rows.</param>
    /// <param name="stride">From one row of Y to the next.</param>
    /// <param name="reversePanels">As for <see cref="KernelSet{T}.Multiply"/>.</param>
    public static void Run(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride, bool reversePanels)
    {
        if (w.Form == ProductForm.Tiny)
        {
            TinyProduct<T, TLanes>.Run(x, w, start, y, rows, stride);
            return;
        }

        if (rows == 1 && w.Form == ProductForm.Narrow && w.Columns % TLanes.Count == 0)
        {
            RowKernel.RunNarrow<T, TLanes>(
                ref MemoryMarshal.GetReference(x), w, ref MemoryMarshal.GetReference(start.IsEmpty ? y : start), ref MemoryMarshal.GetReference(y));
            return;
        }

        if (rows == 1 && w.Form == ProductForm.Wide)
        {
            RunRow(x, w, start, y, reversePanels);
            return;
        }

        if (w.Form == ProductForm.Wide && SpacedRows<T>.Pays(rows, w))
        {
            RunSpaced(x, w, start, y, rows, stride, reversePanels);
            return;
        }

        RunPanels(x, w.Depth, w, start, y, rows, stride, reversePanels);
    }

    // Some rows at a time, so that a copy of them stays in the second cache.
    private static void RunSpaced(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride, bool reversePanels)
    {
        for (int row = 0, count; row < rows; row += count)
        {
            count = Math.Min(rows - row, SpacedRows<T>.MostRows);
            using var copy = new SpacedRows<T>(x.Slice(row * w.Depth, count * w.Depth), w.Depth);
            RunPanels(copy.Values, copy.Stride, w, start, y[(row * stride)..], count, stride, reversePanels);
        }
    }

    private static void RunPanels(
        ReadOnlySpan<T> x, int xStride, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride, bool reversePanels)
    {
        for (int i = 0; i < w.PanelCount; i++)
        {
            RunPanel(x, xStride, w, start, y, rows, stride, reversePanels ? w.PanelCount - 1 - i : i);
        }
    }

    // A row alone, and a wide matrix: y = start + x·W.
    private static void RunRow(ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, bool reversePanels)
    {
        int whole = w.Columns / PanelColumns;
        int groups = (w.PanelCount + WidePanels - 1) / WidePanels;
        for (int i = 0; i < groups; i++)
        {
            int panel = (reversePanels ? groups - 1 - i : i) * WidePanels;
            int wide = Math.Min(WidePanels, whole - panel);
            if (wide > 0)
            {
                ref T target = ref Unsafe.Add(ref MemoryMarshal.GetReference(y), panel * PanelColumns);
                RunSideBySide(
                    ref MemoryMarshal.GetReference(x),
                    w,
                    panel,
                    wide,
                    ref start.IsEmpty ? ref target : ref Unsafe.Add(ref MemoryMarshal.GetReference(start), panel * PanelColumns),
                    ref target);
            }

            // The last panel of a matrix may not be whole.
            if (wide < WidePanels && panel + wide < w.PanelCount)
            {
                RunPanel(x, w.Depth, w, start, y, rows: 1, w.Columns, panel + wide);
            }
        }
    }

    private static void RunSideBySide(ref T x, PackedMatrix<T> w, int panel, int panels, ref T start, ref T y)
    {
        if (w.PanelVectors == PackedMatrix<T>.MostPanelVectors)
        {
            RunSideBySide<Four>(ref x, w, panel, panels, ref start, ref y);
        }
        else
        {
            RunSideBySide<Two>(ref x, w, panel, panels, ref start, ref y);
        }
    }

    private static void RunSideBySide<TColumns>(ref T x, PackedMatrix<T> w, int panel, int panels, ref T start, ref T y)
        where TColumns : struct, IConstant
    {
        ref T p0 = ref w.Panel(panel);
        ref T p1 = ref panels > 1 ? ref w.Panel(panel + 1) : ref p0;
        ref T p2 = ref panels > 2 ? ref w.Panel(panel + 2) : ref p0;
        ref T p3 = ref panels > 3 ? ref w.Panel(panel + 3) : ref p0;
        switch (panels)
        {
            case 1:
                RowKernel.RunWide<T, TLanes, One, TColumns>(ref x, w.Depth, ref p0, ref p1, ref p2, ref p3, ref start, ref y);
                break;
            case 2:
                RowKernel.RunWide<T, TLanes, Two, TColumns>(ref x, w.Depth, ref p0, ref p1, ref p2, ref p3, ref start, ref y);
                break;
            case 3:
                RowKernel.RunWide<T, TLanes, Three, TColumns>(ref x, w.Depth, ref p0, ref p1, ref p2, ref p3, ref start, ref y);
                break;
            default:
                RowKernel.RunWide<T, TLanes, Four, TColumns>(ref x, w.Depth, ref p0, ref p1, ref p2, ref p3, ref start, ref y);
                break;
        }
    }

    private static void RunPanel(
        ReadOnlySpan<T> x, int xStride, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride, int panel)
    {
        int column = panel * PanelColumns;
        Span<T> target = y[column..];
        ReadOnlySpan<T> first = start.IsEmpty ? target : start[column..];
        int firstStride = start.IsEmpty ? stride : 0;
        if (column + (w.VectorsOf(panel) * TLanes.Count) > w.Columns)
        {
            RunEdge(x, xStride, w, first, firstStride, target, rows, stride, panel);
        }
        else if (w.Form == ProductForm.Narrow)
        {
            RowKernel.RunNarrow<T, TLanes>(
                ref MemoryMarshal.GetReference(x),
                w,
                panel,
                ref MemoryMarshal.GetReference(first),
                firstStride,
                ref MemoryMarshal.GetReference(target),
                stride,
                rows);
        }
        else
        {
            RunBlocks(x, xStride, w, panel, first, firstStride, target, rows, stride);
        }
    }

    // Two blocks of about one size, not a large one and a rest.
    private static int BlockOf(int rows) => rows >= 2 * MostRows || rows <= MostRows ? Math.Min(rows, MostRows) : (rows + 1) / 2;

    // The last vector of a matrix is filled up with zeros. Its extra sums are dropped.
    private static void RunEdge(
        ReadOnlySpan<T> x, int xStride, PackedMatrix<T> w, ReadOnlySpan<T> start, int startStride, Span<T> y, int rows, int stride, int panel)
    {
        int width = w.VectorsOf(panel) * TLanes.Count;
        int valid = w.Columns - (panel * PanelColumns);
        Span<T> edge = stackalloc T[MostRows * width];
        for (int row = 0, block; row < rows; row += block)
        {
            block = BlockOf(rows - row);
            for (int i = 0; i < block; i++)
            {
                start.Slice((row + i) * startStride, valid).CopyTo(edge[(i * width)..]);
            }

            RunEdgeBlock(x[(row * xStride)..], xStride, w, panel, edge, block, width);
            for (int i = 0; i < block; i++)
            {
                edge.Slice(i * width, valid).CopyTo(y[((row + i) * stride)..]);
            }
        }
    }

    private static void RunEdgeBlock(ReadOnlySpan<T> x, int xStride, PackedMatrix<T> w, int panel, Span<T> edge, int rows, int width)
    {
        if (w.Form == ProductForm.Wide)
        {
            RunBlocks(x, xStride, w, panel, edge, width, edge, rows, width);
            return;
        }

        ref T sums = ref MemoryMarshal.GetReference(edge);
        RowKernel.RunNarrow<T, TLanes>(ref MemoryMarshal.GetReference(x), w, panel, ref sums, width, ref sums, width, rows);
    }

    // Y = start + X·W for the columns of a panel, block by block of rows.
    private static void RunBlocks(
        ReadOnlySpan<T> x,
        int xStride,
        PackedMatrix<T> w,
        int panel,
        ReadOnlySpan<T> start,
        int startStride,
        Span<T> y,
        int rows,
        int stride)
    {
        ref T block = ref MemoryMarshal.GetReference(x);
        ref T first = ref MemoryMarshal.GetReference(start);
        ref T target = ref MemoryMarshal.GetReference(y);
        for (int row = 0, count; row < rows; row += count)
        {
            count = BlockOf(rows - row);
            RunBlock(count, ref block, xStride, w, panel, ref first, startStride, ref target, stride);
            block = ref Unsafe.Add(ref block, count * xStride);
            first = ref Unsafe.Add(ref first, count * startStride);
            target = ref Unsafe.Add(ref target, count * stride);
        }
    }

    private static void RunBlock(
        int rows, ref T x, int xStride, PackedMatrix<T> w, int panel, ref T start, int startStride, ref T y, int stride)
    {
        switch (rows)
        {
            case 1:
                RunBlock<One>(ref x, xStride, w, panel, ref start, startStride, ref y, stride);
                break;
            case 2:
                RunBlock<Two>(ref x, xStride, w, panel, ref start, startStride, ref y, stride);
                break;
            case 3:
                RunBlock<Three>(ref x, xStride, w, panel, ref start, startStride, ref y, stride);
                break;
            case 4:
                RunBlock<Four>(ref x, xStride, w, panel, ref start, startStride, ref y, stride);
                break;
            case 5:
                RunBlock<Five>(ref x, xStride, w, panel, ref start, startStride, ref y, stride);
                break;
            default:
                RunBlock<Six>(ref x, xStride, w, panel, ref start, startStride, ref y, stride);
                break;
        }
    }

    private static void RunBlock<TRows>(
        ref T x, int xStride, PackedMatrix<T> w, int panel, ref T start, int startStride, ref T y, int stride)
        where TRows : struct, IConstant
    {
        switch (w.VectorsOf(panel))
        {
            case 1:
                BlockKernel.Run<T, TLanes, TRows, One>(ref x, xStride, w.Depth, ref w.Panel(panel), ref start, startStride, ref y, stride);
                break;
            case 2:
                BlockKernel.Run<T, TLanes, TRows, Two>(ref x, xStride, w.Depth, ref w.Panel(panel), ref start, startStride, ref y, stride);
                break;
            case 3:
                BlockKernel.Run<T, TLanes, TRows, Three>(ref x, xStride, w.Depth, ref w.Panel(panel), ref start, startStride, ref y, stride);
                break;
            default:
                BlockKernel.Run<T, TLanes, TRows, Four>(ref x, xStride, w.Depth, ref w.Panel(panel), ref start, startStride, ref y, stride);
                break;
        }
    }
}
