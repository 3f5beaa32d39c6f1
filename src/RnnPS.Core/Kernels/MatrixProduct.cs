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
    private const int PanelVectors = PackedMatrix<T>.PanelVectors;

    private const int MostRows = 6;

    private const int WidePanels = PackedMatrix<T>.PanelsSideBySide;

    private static int PanelColumns => PanelVectors * TLanes.Count;

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
            for (int row = 0, block; row < rows; row += block)
            {
                block = BlockOf(rows - row);
                WithRows(
                    ref MemoryMarshal.GetReference(x[(row * w.Depth)..]),
                    w,
                    ref MemoryMarshal.GetReference(h[(row * r.Depth)..]),
                    r,
                    panel,
                    ref MemoryMarshal.GetReference(start[column..]),
                    startStride: 0,
                    ref MemoryMarshal.GetReference(y[((row * w.Columns) + column)..]),
                    w.Columns,
                    block);
            }
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
                RunSideBySide<Zero>(
                    ref MemoryMarshal.GetReference(x),
                    w,
                    panel,
                    wide,
                    ref start.IsEmpty ? ref target : ref Unsafe.Add(ref MemoryMarshal.GetReference(start), panel * PanelColumns),
                    ref target,
                    spare: default);
            }

            // The last panel of a matrix may not be whole.
            if (wide < WidePanels && panel + wide < end)
            {
                RunPanel(x, w, start, y, rows: 1, w.Columns, panel + wide);
            }
        }
    }

    /// <summary>As <see cref="RunRow"/>, of a whole matrix of whole panels; and meanwhile, as much as fits of another product.</summary>
    /// <param name="x">[depth].</param>
    /// <param name="w">The matrix.</param>
    /// <param name="start">What y starts from, [columns]; empty where it starts from itself.</param>
    /// <param name="y">[columns].</param>
    /// <param name="backward">As for <see cref="Run"/>.</param>
    /// <param name="spare">The other product.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunRowBeside(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, bool backward, SpareProduct<T> spare)
    {
        int groups = (w.PanelCount + WidePanels - 1) / WidePanels;
        for (int i = 0; i < groups; i++)
        {
            int panel = (backward ? groups - 1 - i : i) * WidePanels;
            int panels = Math.Min(WidePanels, w.PanelCount - panel);
            ref T factors = ref MemoryMarshal.GetReference(x);
            ref T target = ref Unsafe.Add(ref MemoryMarshal.GetReference(y), panel * PanelColumns);
            ref T first = ref start.IsEmpty ? ref target : ref Unsafe.Add(ref MemoryMarshal.GetReference(start), panel * PanelColumns);
            if (spare.TryTake(out SparePiece<T> piece))
            {
                RunSideBySide<Twelve>(ref factors, w, panel, panels, ref first, ref target, piece);
            }
            else
            {
                RunSideBySide<Zero>(ref factors, w, panel, panels, ref first, ref target, piece);
            }
        }
    }

    private static void RunSideBySide<TSpare>(
        ref T x, PackedMatrix<T> w, int panel, int panels, ref T start, ref T y, in SparePiece<T> spare)
        where TSpare : struct, IConstant
    {
        ref T p0 = ref w.Panel(panel);
        ref T p1 = ref panels > 1 ? ref w.Panel(panel + 1) : ref p0;
        ref T p2 = ref panels > 2 ? ref w.Panel(panel + 2) : ref p0;
        ref T p3 = ref panels > 3 ? ref w.Panel(panel + 3) : ref p0;
        switch (panels)
        {
            case 1:
                RowKernel.RunWide<T, TLanes, One, TSpare>(ref x, w.Depth, ref p0, ref p1, ref p2, ref p3, ref start, ref y, spare);
                break;
            case 2:
                RowKernel.RunWide<T, TLanes, Two, TSpare>(ref x, w.Depth, ref p0, ref p1, ref p2, ref p3, ref start, ref y, spare);
                break;
            case 3:
                RowKernel.RunWide<T, TLanes, Three, TSpare>(ref x, w.Depth, ref p0, ref p1, ref p2, ref p3, ref start, ref y, spare);
                break;
            default:
                RowKernel.RunWide<T, TLanes, Four, TSpare>(ref x, w.Depth, ref p0, ref p1, ref p2, ref p3, ref start, ref y, spare);
                break;
        }
    }

    private static void RunPanel(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride, int panel)
    {
        int column = panel * PanelColumns;
        bool whole = column + (w.VectorsOf(panel) * TLanes.Count) <= w.Columns;
        if (whole && w.Form == ProductForm.Narrow)
        {
            RunBlock(x, w, panel, start.IsEmpty ? y[column..] : start[column..], start.IsEmpty ? stride : 0, y[column..], rows, stride);
            return;
        }

        for (int row = 0; row < rows;)
        {
            int left = rows - row;
            int block = BlockOf(left);
            ReadOnlySpan<T> factors = x.Slice(row * w.Depth, block * w.Depth);
            Span<T> target = y[((row * stride) + column)..];
            if (whole)
            {
                bool add = start.IsEmpty;
                RunBlock(factors, w, panel, add ? target : start[column..], add ? stride : 0, target, block, stride);
            }
            else
            {
                RunEdge(factors, w, start.IsEmpty ? start : start[column..], target, block, stride, panel);
            }

            row += block;
        }
    }

    // Two blocks of about one size, not a large one and a rest.
    private static int BlockOf(int rows) => rows >= 2 * MostRows || rows <= MostRows ? Math.Min(rows, MostRows) : (rows + 1) / 2;

    // The last vector of a matrix is filled up with zeros, and what they make goes nowhere.
    private static void RunEdge(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride, int panel)
    {
        int width = w.VectorsOf(panel) * TLanes.Count;
        int valid = w.Columns - (panel * PanelColumns);
        Span<T> edge = stackalloc T[rows * width];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<T> from = start.IsEmpty ? y.Slice(row * stride, valid) : start[..valid];
            from.CopyTo(edge[(row * width)..]);
        }

        RunBlock(x, w, panel, edge, width, edge, rows, width);
        for (int row = 0; row < rows; row++)
        {
            edge.Slice(row * width, valid).CopyTo(y[(row * stride)..]);
        }
    }

    private static void RunBlock(
        ReadOnlySpan<T> x,
        PackedMatrix<T> w,
        int panel,
        ReadOnlySpan<T> start,
        int startStride,
        Span<T> y,
        int rows,
        int stride)
    {
        ref T factors = ref MemoryMarshal.GetReference(x);
        ref T first = ref MemoryMarshal.GetReference(start);
        ref T target = ref MemoryMarshal.GetReference(y);
        if (w.Form == ProductForm.Wide)
        {
            WithRows(ref factors, w, ref factors, null, panel, ref first, startStride, ref target, stride, rows);
            return;
        }

        RowKernel.RunNarrow<T, TLanes>(ref factors, w, panel, ref first, startStride, ref target, stride, rows);
    }

    private static void WithRows(
        ref T x,
        PackedMatrix<T> w,
        ref T h,
        PackedMatrix<T>? r,
        int panel,
        ref T start,
        int startStride,
        ref T y,
        int stride,
        int rows)
    {
        switch (rows)
        {
            case 1:
                WithColumns<One>(ref x, w, ref h, r, panel, ref start, startStride, ref y, stride);
                break;
            case 2:
                WithColumns<Two>(ref x, w, ref h, r, panel, ref start, startStride, ref y, stride);
                break;
            case 3:
                WithColumns<Three>(ref x, w, ref h, r, panel, ref start, startStride, ref y, stride);
                break;
            case 4:
                WithColumns<Four>(ref x, w, ref h, r, panel, ref start, startStride, ref y, stride);
                break;
            case 5:
                WithColumns<Five>(ref x, w, ref h, r, panel, ref start, startStride, ref y, stride);
                break;
            default:
                WithColumns<Six>(ref x, w, ref h, r, panel, ref start, startStride, ref y, stride);
                break;
        }
    }

    private static void WithColumns<TRows>(
        ref T x, PackedMatrix<T> w, ref T h, PackedMatrix<T>? r, int panel, ref T start, int startStride, ref T y, int stride)
        where TRows : struct, IConstant
    {
        ref T p = ref w.Panel(panel);
        ref T q = ref r is null ? ref p : ref r.Panel(panel);
        int depth = r?.Depth ?? 0;
        switch (w.VectorsOf(panel))
        {
            case 1:
                BlockKernel.Run<T, TLanes, TRows, One>(ref x, w.Depth, ref p, ref h, depth, ref q, ref start, startStride, ref y, stride);
                break;
            case 2:
                BlockKernel.Run<T, TLanes, TRows, Two>(ref x, w.Depth, ref p, ref h, depth, ref q, ref start, startStride, ref y, stride);
                break;
            case 3:
                BlockKernel.Run<T, TLanes, TRows, Three>(ref x, w.Depth, ref p, ref h, depth, ref q, ref start, startStride, ref y, stride);
                break;
            default:
                BlockKernel.Run<T, TLanes, TRows, Four>(ref x, w.Depth, ref p, ref h, depth, ref q, ref start, startStride, ref y, stride);
                break;
        }
    }
}
