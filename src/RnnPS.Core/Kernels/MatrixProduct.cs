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
    /// <param name="start">What every row of Y starts from, [columns]; empty where Y starts from itself.</param>
    /// <param name="y">[rows × stride].</param>
    /// <param name="rows">The rows.</param>
    /// <param name="stride">From one row of Y to the next.</param>
    /// <param name="backward">Whether to take the panels from the last on: the cache still holds what was read last.</param>
    public static void Run(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride, bool backward)
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

        RunPanels(x, w, start, y, rows, stride, 0, w.PanelCount, backward);
    }

    /// <summary>Y = start + X·W + H·R, where both ways are wide: the sums of some rows stay in registers from the one to the other.</summary>
    /// <param name="x">[rows × depth of W].</param>
    /// <param name="w">W.</param>
    /// <param name="h">[rows × depth of R].</param>
    /// <param name="r">R, with as many columns.</param>
    /// <param name="start">What every row of Y starts from, [columns].</param>
    /// <param name="y">[rows × columns].</param>
    /// <param name="rows">The rows.</param>
    /// <param name="backward">As for <see cref="Run"/>.</param>
    public static void RunBoth(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> h, PackedMatrix<T> r, ReadOnlySpan<T> start, Span<T> y, int rows, bool backward)
    {
        int whole = w.Columns / PanelColumns;
        for (int i = 0; i < w.PanelCount; i++)
        {
            int panel = backward ? w.PanelCount - 1 - i : i;
            if (panel >= whole)
            {
                RunPanel(x, w, start, y, rows, w.Columns, panel);
                RunPanel(h, r, start: default, y, rows, w.Columns, panel);
                continue;
            }

            int column = panel * PanelColumns;
            RunBlocks(x, w, h, r, r.Depth, panel, start[column..], startStride: 0, y[column..], rows, w.Columns);
        }
    }

    /// <summary>Some panels of a product, as one of several threads does them.</summary>
    /// <param name="x">As for <see cref="Run"/>.</param>
    /// <param name="w">As for <see cref="Run"/>.</param>
    /// <param name="start">As for <see cref="Run"/>.</param>
    /// <param name="y">As for <see cref="Run"/>.</param>
    /// <param name="rows">As for <see cref="Run"/>.</param>
    /// <param name="stride">As for <see cref="Run"/>.</param>
    /// <param name="first">The first panel.</param>
    /// <param name="end">The panel after the last.</param>
    /// <param name="backward">As for <see cref="Run"/>.</param>
    public static void RunPanels(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride, int first, int end, bool backward)
    {
        if (rows == 1 && w.Form == ProductForm.Wide)
        {
            RunRow(x, w, start, y, first, end, backward);
            return;
        }

        for (int panel = first; panel < end; panel++)
        {
            RunPanel(x, w, start, y, rows, stride, backward ? first + end - 1 - panel : panel);
        }
    }

    /// <summary>The same of a row alone, and of a wide matrix: y = start + x·W.</summary>
    /// <param name="x">[depth].</param>
    /// <param name="w">The matrix.</param>
    /// <param name="start">What y starts from, [columns]; empty where it starts from itself.</param>
    /// <param name="y">[columns].</param>
    /// <param name="first">The first panel.</param>
    /// <param name="end">The panel after the last.</param>
    /// <param name="backward">As for <see cref="Run"/>.</param>
    public static void RunRow(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int first, int end, bool backward)
    {
        int whole = Math.Min(end, w.Columns / PanelColumns);
        int groups = (end - first + WidePanels - 1) / WidePanels;
        for (int i = 0; i < groups; i++)
        {
            int panel = first + ((backward ? groups - 1 - i : i) * WidePanels);
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
            if (wide < WidePanels && panel + wide < end)
            {
                RunPanel(x, w, start, y, rows: 1, w.Columns, panel + wide);
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
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride, int panel)
    {
        int column = panel * PanelColumns;
        Span<T> target = y[column..];
        ReadOnlySpan<T> first = start.IsEmpty ? target : start[column..];
        int firstStride = start.IsEmpty ? stride : 0;
        if (column + (w.VectorsOf(panel) * TLanes.Count) > w.Columns)
        {
            RunEdge(x, w, first, firstStride, target, rows, stride, panel);
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
            RunBlocks(x, w, x, w, secondDepth: 0, panel, first, firstStride, target, rows, stride);
        }
    }

    // Two blocks of about one size, not a large one and a rest.
    private static int BlockOf(int rows) => rows >= 2 * MostRows || rows <= MostRows ? Math.Min(rows, MostRows) : (rows + 1) / 2;

    // The last vector of a matrix is filled up with zeros, and what they make goes nowhere.
    private static void RunEdge(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, int startStride, Span<T> y, int rows, int stride, int panel)
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

            RunEdgeBlock(x.Slice(row * w.Depth, block * w.Depth), w, panel, edge, block, width);
            for (int i = 0; i < block; i++)
            {
                edge.Slice(i * width, valid).CopyTo(y[((row + i) * stride)..]);
            }
        }
    }

    private static void RunEdgeBlock(ReadOnlySpan<T> x, PackedMatrix<T> w, int panel, Span<T> edge, int rows, int width)
    {
        if (w.Form == ProductForm.Wide)
        {
            RunBlocks(x, w, x, w, secondDepth: 0, panel, edge, width, edge, rows, width);
            return;
        }

        ref T sums = ref MemoryMarshal.GetReference(edge);
        RowKernel.RunNarrow<T, TLanes>(ref MemoryMarshal.GetReference(x), w, panel, ref sums, width, ref sums, width, rows);
    }

    // Y = start + X·W, and + H·R where that has a depth, block by block of rows.
    private static void RunBlocks(
        ReadOnlySpan<T> x,
        PackedMatrix<T> w,
        ReadOnlySpan<T> h,
        PackedMatrix<T> r,
        int secondDepth,
        int panel,
        ReadOnlySpan<T> start,
        int startStride,
        Span<T> y,
        int rows,
        int stride)
    {
        int vectors = w.VectorsOf(panel);
        var first = new BlockFactors<T> { Rows = ref MemoryMarshal.GetReference(x), Depth = w.Depth, Panel = ref w.Panel(panel) };
        var second = new BlockFactors<T> { Rows = ref MemoryMarshal.GetReference(h), Depth = secondDepth, Panel = ref r.Panel(panel) };
        ref T origin = ref MemoryMarshal.GetReference(start);
        ref T target = ref MemoryMarshal.GetReference(y);
        for (int row = 0, block; row < rows; row += block)
        {
            block = BlockOf(rows - row);
            WithRows(block, vectors, first, second, ref origin, startStride, ref target, stride);
            first.Rows = ref Unsafe.Add(ref first.Rows, block * w.Depth);
            second.Rows = ref Unsafe.Add(ref second.Rows, block * r.Depth);
            origin = ref Unsafe.Add(ref origin, block * startStride);
            target = ref Unsafe.Add(ref target, block * stride);
        }
    }

    private static void WithRows(
        int rows, int vectors, in BlockFactors<T> first, in BlockFactors<T> second, ref T start, int startStride, ref T y, int stride)
    {
        switch (rows)
        {
            case 1:
                WithColumns<One>(vectors, first, second, ref start, startStride, ref y, stride);
                break;
            case 2:
                WithColumns<Two>(vectors, first, second, ref start, startStride, ref y, stride);
                break;
            case 3:
                WithColumns<Three>(vectors, first, second, ref start, startStride, ref y, stride);
                break;
            case 4:
                WithColumns<Four>(vectors, first, second, ref start, startStride, ref y, stride);
                break;
            case 5:
                WithColumns<Five>(vectors, first, second, ref start, startStride, ref y, stride);
                break;
            default:
                WithColumns<Six>(vectors, first, second, ref start, startStride, ref y, stride);
                break;
        }
    }

    private static void WithColumns<TRows>(
        int vectors, in BlockFactors<T> first, in BlockFactors<T> second, ref T start, int startStride, ref T y, int stride)
        where TRows : struct, IConstant
    {
        switch (vectors)
        {
            case 1:
                BlockKernel.Run<T, TLanes, TRows, One>(first, second, ref start, startStride, ref y, stride);
                break;
            case 2:
                BlockKernel.Run<T, TLanes, TRows, Two>(first, second, ref start, startStride, ref y, stride);
                break;
            case 3:
                BlockKernel.Run<T, TLanes, TRows, Three>(first, second, ref start, startStride, ref y, stride);
                break;
            default:
                BlockKernel.Run<T, TLanes, TRows, Four>(first, second, ref start, startStride, ref y, stride);
                break;
        }
    }
}
