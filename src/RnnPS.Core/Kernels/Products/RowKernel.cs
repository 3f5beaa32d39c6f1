using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>The product of one row: what a sequence alone needs at every step.</summary>
/// <remarks>
/// One row has few sums, and each must wait for its last term; so either four panels run side by side, or, where there are not
/// so many, each sum is gathered in four that are added at the end. Which of the two depends on the matrix alone, so that a
/// row has the same bits alone and in a batch.
/// </remarks>
internal static class RowKernel
{
    /// <summary>y = start + x·W for TPanels whole panels of TColumns vectors, each sum gathered in the order of the depth.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <typeparam name="TPanels">1 to 4.</typeparam>
    /// <typeparam name="TColumns">2 or 4.</typeparam>
    /// <param name="x">[depth].</param>
    /// <param name="depth">The rows of W.</param>
    /// <param name="panel0">The first panel.</param>
    /// <param name="panel1">The second panel; not read where there are fewer.</param>
    /// <param name="panel2">The third panel.</param>
    /// <param name="panel3">The fourth panel.</param>
    /// <param name="start">The start of the sums.</param>
    /// <param name="y">The result; may be the same as <paramref name="start"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void RunWide<T, TLanes, TPanels, TColumns>(
        ref T x, nint depth, ref T panel0, ref T panel1, ref T panel2, ref T panel3, ref T start, ref T y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
        where TPanels : struct, IConstant
        where TColumns : struct, IConstant
    {
        nint lanes = TLanes.Count;
        nint width = TColumns.Value * lanes;
        TLanes y00 = default, y01 = default, y02 = default, y03 = default;
        TLanes y10 = default, y11 = default, y12 = default, y13 = default;
        TLanes y20 = default, y21 = default, y22 = default, y23 = default;
        TLanes y30 = default, y31 = default, y32 = default, y33 = default;
        if (TPanels.Value > 0)
        {
            y00 = TLanes.Load(ref start, (0 * width) + (0 * lanes));
            y01 = TLanes.Load(ref start, (0 * width) + (1 * lanes));
            if (TColumns.Value > 2) { y02 = TLanes.Load(ref start, (0 * width) + (2 * lanes)); }
            if (TColumns.Value > 3) { y03 = TLanes.Load(ref start, (0 * width) + (3 * lanes)); }
        }

        if (TPanels.Value > 1)
        {
            y10 = TLanes.Load(ref start, (1 * width) + (0 * lanes));
            y11 = TLanes.Load(ref start, (1 * width) + (1 * lanes));
            if (TColumns.Value > 2) { y12 = TLanes.Load(ref start, (1 * width) + (2 * lanes)); }
            if (TColumns.Value > 3) { y13 = TLanes.Load(ref start, (1 * width) + (3 * lanes)); }
        }

        if (TPanels.Value > 2)
        {
            y20 = TLanes.Load(ref start, (2 * width) + (0 * lanes));
            y21 = TLanes.Load(ref start, (2 * width) + (1 * lanes));
            if (TColumns.Value > 2) { y22 = TLanes.Load(ref start, (2 * width) + (2 * lanes)); }
            if (TColumns.Value > 3) { y23 = TLanes.Load(ref start, (2 * width) + (3 * lanes)); }
        }

        if (TPanels.Value > 3)
        {
            y30 = TLanes.Load(ref start, (3 * width) + (0 * lanes));
            y31 = TLanes.Load(ref start, (3 * width) + (1 * lanes));
            if (TColumns.Value > 2) { y32 = TLanes.Load(ref start, (3 * width) + (2 * lanes)); }
            if (TColumns.Value > 3) { y33 = TLanes.Load(ref start, (3 * width) + (3 * lanes)); }
        }

        nint offset = 0;
        for (nint k = 0; k < depth; k++)
        {
            TLanes factor = TLanes.Broadcast(Unsafe.Add(ref x, k));
            if (TPanels.Value > 0)
            {
                y00 = TLanes.MultiplyAdd(factor, ref panel0, offset + (0 * lanes), y00);
                y01 = TLanes.MultiplyAdd(factor, ref panel0, offset + (1 * lanes), y01);
                if (TColumns.Value > 2) { y02 = TLanes.MultiplyAdd(factor, ref panel0, offset + (2 * lanes), y02); }
                if (TColumns.Value > 3) { y03 = TLanes.MultiplyAdd(factor, ref panel0, offset + (3 * lanes), y03); }
            }

            if (TPanels.Value > 1)
            {
                y10 = TLanes.MultiplyAdd(factor, ref panel1, offset + (0 * lanes), y10);
                y11 = TLanes.MultiplyAdd(factor, ref panel1, offset + (1 * lanes), y11);
                if (TColumns.Value > 2) { y12 = TLanes.MultiplyAdd(factor, ref panel1, offset + (2 * lanes), y12); }
                if (TColumns.Value > 3) { y13 = TLanes.MultiplyAdd(factor, ref panel1, offset + (3 * lanes), y13); }
            }

            if (TPanels.Value > 2)
            {
                y20 = TLanes.MultiplyAdd(factor, ref panel2, offset + (0 * lanes), y20);
                y21 = TLanes.MultiplyAdd(factor, ref panel2, offset + (1 * lanes), y21);
                if (TColumns.Value > 2) { y22 = TLanes.MultiplyAdd(factor, ref panel2, offset + (2 * lanes), y22); }
                if (TColumns.Value > 3) { y23 = TLanes.MultiplyAdd(factor, ref panel2, offset + (3 * lanes), y23); }
            }

            if (TPanels.Value > 3)
            {
                y30 = TLanes.MultiplyAdd(factor, ref panel3, offset + (0 * lanes), y30);
                y31 = TLanes.MultiplyAdd(factor, ref panel3, offset + (1 * lanes), y31);
                if (TColumns.Value > 2) { y32 = TLanes.MultiplyAdd(factor, ref panel3, offset + (2 * lanes), y32); }
                if (TColumns.Value > 3) { y33 = TLanes.MultiplyAdd(factor, ref panel3, offset + (3 * lanes), y33); }
            }

            offset += width;
        }

        if (TPanels.Value > 0)
        {
            y00.Store(ref y, (0 * width) + (0 * lanes));
            y01.Store(ref y, (0 * width) + (1 * lanes));
            if (TColumns.Value > 2) { y02.Store(ref y, (0 * width) + (2 * lanes)); }
            if (TColumns.Value > 3) { y03.Store(ref y, (0 * width) + (3 * lanes)); }
        }

        if (TPanels.Value > 1)
        {
            y10.Store(ref y, (1 * width) + (0 * lanes));
            y11.Store(ref y, (1 * width) + (1 * lanes));
            if (TColumns.Value > 2) { y12.Store(ref y, (1 * width) + (2 * lanes)); }
            if (TColumns.Value > 3) { y13.Store(ref y, (1 * width) + (3 * lanes)); }
        }

        if (TPanels.Value > 2)
        {
            y20.Store(ref y, (2 * width) + (0 * lanes));
            y21.Store(ref y, (2 * width) + (1 * lanes));
            if (TColumns.Value > 2) { y22.Store(ref y, (2 * width) + (2 * lanes)); }
            if (TColumns.Value > 3) { y23.Store(ref y, (2 * width) + (3 * lanes)); }
        }

        if (TPanels.Value > 3)
        {
            y30.Store(ref y, (3 * width) + (0 * lanes));
            y31.Store(ref y, (3 * width) + (1 * lanes));
            if (TColumns.Value > 2) { y32.Store(ref y, (3 * width) + (2 * lanes)); }
            if (TColumns.Value > 3) { y33.Store(ref y, (3 * width) + (3 * lanes)); }
        }
    }

    /// <summary>y = start + x·W for one row, each sum gathered in four.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <param name="x">[depth].</param>
    /// <param name="w">W.</param>
    /// <param name="start">The start of the sums, with room for whole vectors.</param>
    /// <param name="y">The result; may be the same as <paramref name="start"/>. It has room for whole vectors.</param>
    public static void RunNarrow<T, TLanes>(ref T x, PackedMatrix<T> w, ref T start, ref T y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        for (int panel = 0; panel < w.PanelCount; panel++)
        {
            nint column = (nint)panel * w.PanelColumns;
            RunNarrow<T, TLanes>(ref x, w, panel, ref Unsafe.Add(ref start, column), 0, ref Unsafe.Add(ref y, column), 0, rows: 1);
        }
    }

    /// <summary>Y = start + X·W for one panel, each sum gathered in four.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <param name="x">[rows × depth].</param>
    /// <param name="w">W.</param>
    /// <param name="panel">Which panel of it.</param>
    /// <param name="start">The start of the sums.</param>
    /// <param name="startStride">From one row of it to the next; 0 where all rows start from the same.</param>
    /// <param name="y">The result; may be the same as <paramref name="start"/>.</param>
    /// <param name="stride">From one row of it to the next.</param>
    /// <param name="rows">The rows: each has the bits that it would have alone.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunNarrow<T, TLanes>(
        ref T x, PackedMatrix<T> w, int panel, ref T start, nint startStride, ref T y, nint stride, nint rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref T p = ref w.Panel(panel);
        switch (w.VectorsOf(panel))
        {
            case 1:
                RunNarrow<T, TLanes, One>(ref x, w.Depth, ref p, ref start, startStride, ref y, stride, rows);
                break;
            case 2:
                RunNarrow<T, TLanes, Two>(ref x, w.Depth, ref p, ref start, startStride, ref y, stride, rows);
                break;
            case 3:
                RunNarrow<T, TLanes, Three>(ref x, w.Depth, ref p, ref start, startStride, ref y, stride, rows);
                break;
            default:
                RunNarrow<T, TLanes, Four>(ref x, w.Depth, ref p, ref start, startStride, ref y, stride, rows);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunNarrow<T, TLanes, TColumns>(
        ref T x, nint depth, ref T panel, ref T start, nint startStride, ref T y, nint stride, nint rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
        where TColumns : struct, IConstant
    {
        for (nint row = 0; row < rows; row++)
        {
            Gather<T, TLanes, TColumns>(ref x, depth, ref panel, ref start, out TLanes y0, out TLanes y1, out TLanes y2, out TLanes y3);
            if (TColumns.Value > 0) { y0.Store(ref y, 0 * TLanes.Count); }
            if (TColumns.Value > 1) { y1.Store(ref y, 1 * TLanes.Count); }
            if (TColumns.Value > 2) { y2.Store(ref y, 2 * TLanes.Count); }
            if (TColumns.Value > 3) { y3.Store(ref y, 3 * TLanes.Count); }
            x = ref Unsafe.Add(ref x, depth);
            start = ref Unsafe.Add(ref start, startStride);
            y = ref Unsafe.Add(ref y, stride);
        }
    }

    /// <summary>start + x·W for one row and one panel, each sum gathered in four.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <typeparam name="TColumns">The vectors of the panel, 1 to 4.</typeparam>
    /// <param name="x">[depth].</param>
    /// <param name="depth">The rows of W.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="start">The start of the sums.</param>
    /// <param name="y0">The first vector of the result.</param>
    /// <param name="y1">The second; zero where the panel has fewer.</param>
    /// <param name="y2">The third.</param>
    /// <param name="y3">The fourth.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Gather<T, TLanes, TColumns>(
        ref T x, nint depth, ref T panel, ref T start, out TLanes y0, out TLanes y1, out TLanes y2, out TLanes y3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
        where TColumns : struct, IConstant
    {
        nint lanes = TLanes.Count;
        nint width = TColumns.Value * lanes;
        ref T w = ref panel;
        TLanes s00 = default, s01 = default, s02 = default, s03 = default;
        TLanes s10 = default, s11 = default, s12 = default, s13 = default;
        TLanes s20 = default, s21 = default, s22 = default, s23 = default;
        TLanes s30 = default, s31 = default, s32 = default, s33 = default;
        if (TColumns.Value > 0) { s00 = TLanes.Load(ref start, 0 * lanes); }
        if (TColumns.Value > 1) { s01 = TLanes.Load(ref start, 1 * lanes); }
        if (TColumns.Value > 2) { s02 = TLanes.Load(ref start, 2 * lanes); }
        if (TColumns.Value > 3) { s03 = TLanes.Load(ref start, 3 * lanes); }

        nint k = 0;
        for (; k + 4 <= depth; k += 4)
        {
            TLanes.Broadcast(ref x, k, out TLanes factor0, out TLanes factor1, out TLanes factor2, out TLanes factor3);
            if (TColumns.Value > 0) { s00 = TLanes.MultiplyAdd(factor0, ref w, (0 * width) + (0 * lanes), s00); }
            if (TColumns.Value > 1) { s01 = TLanes.MultiplyAdd(factor0, ref w, (0 * width) + (1 * lanes), s01); }
            if (TColumns.Value > 2) { s02 = TLanes.MultiplyAdd(factor0, ref w, (0 * width) + (2 * lanes), s02); }
            if (TColumns.Value > 3) { s03 = TLanes.MultiplyAdd(factor0, ref w, (0 * width) + (3 * lanes), s03); }
            if (TColumns.Value > 0) { s10 = TLanes.MultiplyAdd(factor1, ref w, (1 * width) + (0 * lanes), s10); }
            if (TColumns.Value > 1) { s11 = TLanes.MultiplyAdd(factor1, ref w, (1 * width) + (1 * lanes), s11); }
            if (TColumns.Value > 2) { s12 = TLanes.MultiplyAdd(factor1, ref w, (1 * width) + (2 * lanes), s12); }
            if (TColumns.Value > 3) { s13 = TLanes.MultiplyAdd(factor1, ref w, (1 * width) + (3 * lanes), s13); }
            if (TColumns.Value > 0) { s20 = TLanes.MultiplyAdd(factor2, ref w, (2 * width) + (0 * lanes), s20); }
            if (TColumns.Value > 1) { s21 = TLanes.MultiplyAdd(factor2, ref w, (2 * width) + (1 * lanes), s21); }
            if (TColumns.Value > 2) { s22 = TLanes.MultiplyAdd(factor2, ref w, (2 * width) + (2 * lanes), s22); }
            if (TColumns.Value > 3) { s23 = TLanes.MultiplyAdd(factor2, ref w, (2 * width) + (3 * lanes), s23); }
            if (TColumns.Value > 0) { s30 = TLanes.MultiplyAdd(factor3, ref w, (3 * width) + (0 * lanes), s30); }
            if (TColumns.Value > 1) { s31 = TLanes.MultiplyAdd(factor3, ref w, (3 * width) + (1 * lanes), s31); }
            if (TColumns.Value > 2) { s32 = TLanes.MultiplyAdd(factor3, ref w, (3 * width) + (2 * lanes), s32); }
            if (TColumns.Value > 3) { s33 = TLanes.MultiplyAdd(factor3, ref w, (3 * width) + (3 * lanes), s33); }
            w = ref Unsafe.Add(ref w, 4 * width);
        }

        for (; k < depth; k++)
        {
            TLanes factor = TLanes.Broadcast(Unsafe.Add(ref x, k));
            if (TColumns.Value > 0) { s00 = TLanes.MultiplyAdd(factor, ref w, 0 * lanes, s00); }
            if (TColumns.Value > 1) { s01 = TLanes.MultiplyAdd(factor, ref w, 1 * lanes, s01); }
            if (TColumns.Value > 2) { s02 = TLanes.MultiplyAdd(factor, ref w, 2 * lanes, s02); }
            if (TColumns.Value > 3) { s03 = TLanes.MultiplyAdd(factor, ref w, 3 * lanes, s03); }
            w = ref Unsafe.Add(ref w, width);
        }

        y0 = (s00 + s10) + (s20 + s30);
        y1 = (s01 + s11) + (s21 + s31);
        y2 = (s02 + s12) + (s22 + s32);
        y3 = (s03 + s13) + (s23 + s33);
    }
}
