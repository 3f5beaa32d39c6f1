using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>
/// The product at the bottom of everything: a few rows of X times a panel of W, with every sum in a register.
/// </summary>
/// <remarks>
/// Every element of Y gathers its terms in the order of the depth, whatever the block, so that a row of Y has the same bits
/// whatever it is computed beside. The kernel makes no calls and is not inlined, or the sums would not stay in registers: up to
/// 24 of them, 4 vectors of W and one number of X are what 32 registers hold.
/// </remarks>
internal static class BlockKernel
{
    /// <summary>Y = start + X·W for TRows rows and TColumns vectors.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <typeparam name="TRows">1 to 6.</typeparam>
    /// <typeparam name="TColumns">1 to 4.</typeparam>
    /// <param name="x">The rows of X.</param>
    /// <param name="xStride">From one row of X to the next.</param>
    /// <param name="depth">The length of a row of X.</param>
    /// <param name="w">The panel of W, [depth × TColumns vectors].</param>
    /// <param name="start">The start of the sums.</param>
    /// <param name="startStride">From one row of it to the next; 0 where all rows start from the same.</param>
    /// <param name="y">The rows of Y; may be the same as <paramref name="start"/>.</param>
    /// <param name="yStride">From one row of Y to the next.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run<T, TLanes, TRows, TColumns>(
        ref T x, nint xStride, nint depth, ref T w, ref T start, nint startStride, ref T y, nint yStride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
        where TRows : struct, IConstant
        where TColumns : struct, IConstant
    {
        nint lanes = TLanes.Count;
        TLanes y00 = default, y01 = default, y02 = default, y03 = default;
        TLanes y10 = default, y11 = default, y12 = default, y13 = default;
        TLanes y20 = default, y21 = default, y22 = default, y23 = default;
        TLanes y30 = default, y31 = default, y32 = default, y33 = default;
        TLanes y40 = default, y41 = default, y42 = default, y43 = default;
        TLanes y50 = default, y51 = default, y52 = default, y53 = default;
        if (TRows.Value > 0)
        {
            if (TColumns.Value > 0) { y00 = TLanes.Load(ref start, (0 * startStride) + (0 * lanes)); }
            if (TColumns.Value > 1) { y01 = TLanes.Load(ref start, (0 * startStride) + (1 * lanes)); }
            if (TColumns.Value > 2) { y02 = TLanes.Load(ref start, (0 * startStride) + (2 * lanes)); }
            if (TColumns.Value > 3) { y03 = TLanes.Load(ref start, (0 * startStride) + (3 * lanes)); }
        }
        if (TRows.Value > 1)
        {
            if (TColumns.Value > 0) { y10 = TLanes.Load(ref start, (1 * startStride) + (0 * lanes)); }
            if (TColumns.Value > 1) { y11 = TLanes.Load(ref start, (1 * startStride) + (1 * lanes)); }
            if (TColumns.Value > 2) { y12 = TLanes.Load(ref start, (1 * startStride) + (2 * lanes)); }
            if (TColumns.Value > 3) { y13 = TLanes.Load(ref start, (1 * startStride) + (3 * lanes)); }
        }
        if (TRows.Value > 2)
        {
            if (TColumns.Value > 0) { y20 = TLanes.Load(ref start, (2 * startStride) + (0 * lanes)); }
            if (TColumns.Value > 1) { y21 = TLanes.Load(ref start, (2 * startStride) + (1 * lanes)); }
            if (TColumns.Value > 2) { y22 = TLanes.Load(ref start, (2 * startStride) + (2 * lanes)); }
            if (TColumns.Value > 3) { y23 = TLanes.Load(ref start, (2 * startStride) + (3 * lanes)); }
        }
        if (TRows.Value > 3)
        {
            if (TColumns.Value > 0) { y30 = TLanes.Load(ref start, (3 * startStride) + (0 * lanes)); }
            if (TColumns.Value > 1) { y31 = TLanes.Load(ref start, (3 * startStride) + (1 * lanes)); }
            if (TColumns.Value > 2) { y32 = TLanes.Load(ref start, (3 * startStride) + (2 * lanes)); }
            if (TColumns.Value > 3) { y33 = TLanes.Load(ref start, (3 * startStride) + (3 * lanes)); }
        }
        if (TRows.Value > 4)
        {
            if (TColumns.Value > 0) { y40 = TLanes.Load(ref start, (4 * startStride) + (0 * lanes)); }
            if (TColumns.Value > 1) { y41 = TLanes.Load(ref start, (4 * startStride) + (1 * lanes)); }
            if (TColumns.Value > 2) { y42 = TLanes.Load(ref start, (4 * startStride) + (2 * lanes)); }
            if (TColumns.Value > 3) { y43 = TLanes.Load(ref start, (4 * startStride) + (3 * lanes)); }
        }
        if (TRows.Value > 5)
        {
            if (TColumns.Value > 0) { y50 = TLanes.Load(ref start, (5 * startStride) + (0 * lanes)); }
            if (TColumns.Value > 1) { y51 = TLanes.Load(ref start, (5 * startStride) + (1 * lanes)); }
            if (TColumns.Value > 2) { y52 = TLanes.Load(ref start, (5 * startStride) + (2 * lanes)); }
            if (TColumns.Value > 3) { y53 = TLanes.Load(ref start, (5 * startStride) + (3 * lanes)); }
        }

        // A register for each row: to compute where a row is would cost an instruction a term.
        ref T x0 = ref x;
        ref T x1 = ref Unsafe.Add(ref x0, TRows.Value > 1 ? xStride : 0);
        ref T x2 = ref Unsafe.Add(ref x1, TRows.Value > 2 ? xStride : 0);
        ref T x3 = ref Unsafe.Add(ref x2, TRows.Value > 3 ? xStride : 0);
        ref T x4 = ref Unsafe.Add(ref x3, TRows.Value > 4 ? xStride : 0);
        ref T x5 = ref Unsafe.Add(ref x4, TRows.Value > 5 ? xStride : 0);
        // Two terms a turn: the loop itself takes three of 23 instructions a term, and a processor whose other half is busy counts them all.
        nint width = TColumns.Value * lanes;
        for (nint k = 0; k < depth; k += 2)
        {
            TLanes w0 = TLanes.Load(ref w, 0);
            TLanes w1 = TColumns.Value > 1 ? TLanes.Load(ref w, 1 * lanes) : default;
            TLanes w2 = TColumns.Value > 2 ? TLanes.Load(ref w, 2 * lanes) : default;
            TLanes w3 = TColumns.Value > 3 ? TLanes.Load(ref w, 3 * lanes) : default;
            if (TRows.Value > 0)
            {
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref x0, k));
                if (TColumns.Value > 0) { TLanes.Accumulate(ref y00, factor, w0); }
                if (TColumns.Value > 1) { TLanes.Accumulate(ref y01, factor, w1); }
                if (TColumns.Value > 2) { TLanes.Accumulate(ref y02, factor, w2); }
                if (TColumns.Value > 3) { TLanes.Accumulate(ref y03, factor, w3); }
            }
            if (TRows.Value > 1)
            {
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref x1, k));
                if (TColumns.Value > 0) { TLanes.Accumulate(ref y10, factor, w0); }
                if (TColumns.Value > 1) { TLanes.Accumulate(ref y11, factor, w1); }
                if (TColumns.Value > 2) { TLanes.Accumulate(ref y12, factor, w2); }
                if (TColumns.Value > 3) { TLanes.Accumulate(ref y13, factor, w3); }
            }
            if (TRows.Value > 2)
            {
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref x2, k));
                if (TColumns.Value > 0) { TLanes.Accumulate(ref y20, factor, w0); }
                if (TColumns.Value > 1) { TLanes.Accumulate(ref y21, factor, w1); }
                if (TColumns.Value > 2) { TLanes.Accumulate(ref y22, factor, w2); }
                if (TColumns.Value > 3) { TLanes.Accumulate(ref y23, factor, w3); }
            }
            if (TRows.Value > 3)
            {
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref x3, k));
                if (TColumns.Value > 0) { TLanes.Accumulate(ref y30, factor, w0); }
                if (TColumns.Value > 1) { TLanes.Accumulate(ref y31, factor, w1); }
                if (TColumns.Value > 2) { TLanes.Accumulate(ref y32, factor, w2); }
                if (TColumns.Value > 3) { TLanes.Accumulate(ref y33, factor, w3); }
            }
            if (TRows.Value > 4)
            {
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref x4, k));
                if (TColumns.Value > 0) { TLanes.Accumulate(ref y40, factor, w0); }
                if (TColumns.Value > 1) { TLanes.Accumulate(ref y41, factor, w1); }
                if (TColumns.Value > 2) { TLanes.Accumulate(ref y42, factor, w2); }
                if (TColumns.Value > 3) { TLanes.Accumulate(ref y43, factor, w3); }
            }
            if (TRows.Value > 5)
            {
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref x5, k));
                if (TColumns.Value > 0) { TLanes.Accumulate(ref y50, factor, w0); }
                if (TColumns.Value > 1) { TLanes.Accumulate(ref y51, factor, w1); }
                if (TColumns.Value > 2) { TLanes.Accumulate(ref y52, factor, w2); }
                if (TColumns.Value > 3) { TLanes.Accumulate(ref y53, factor, w3); }
            }

            if (k + 1 == depth)
            {
                break;
            }

            TLanes v0 = TLanes.Load(ref w, width);
            TLanes v1 = TColumns.Value > 1 ? TLanes.Load(ref w, width + (1 * lanes)) : default;
            TLanes v2 = TColumns.Value > 2 ? TLanes.Load(ref w, width + (2 * lanes)) : default;
            TLanes v3 = TColumns.Value > 3 ? TLanes.Load(ref w, width + (3 * lanes)) : default;
            if (TRows.Value > 0)
            {
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref x0, k + 1));
                if (TColumns.Value > 0) { TLanes.Accumulate(ref y00, factor, v0); }
                if (TColumns.Value > 1) { TLanes.Accumulate(ref y01, factor, v1); }
                if (TColumns.Value > 2) { TLanes.Accumulate(ref y02, factor, v2); }
                if (TColumns.Value > 3) { TLanes.Accumulate(ref y03, factor, v3); }
            }
            if (TRows.Value > 1)
            {
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref x1, k + 1));
                if (TColumns.Value > 0) { TLanes.Accumulate(ref y10, factor, v0); }
                if (TColumns.Value > 1) { TLanes.Accumulate(ref y11, factor, v1); }
                if (TColumns.Value > 2) { TLanes.Accumulate(ref y12, factor, v2); }
                if (TColumns.Value > 3) { TLanes.Accumulate(ref y13, factor, v3); }
            }
            if (TRows.Value > 2)
            {
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref x2, k + 1));
                if (TColumns.Value > 0) { TLanes.Accumulate(ref y20, factor, v0); }
                if (TColumns.Value > 1) { TLanes.Accumulate(ref y21, factor, v1); }
                if (TColumns.Value > 2) { TLanes.Accumulate(ref y22, factor, v2); }
                if (TColumns.Value > 3) { TLanes.Accumulate(ref y23, factor, v3); }
            }
            if (TRows.Value > 3)
            {
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref x3, k + 1));
                if (TColumns.Value > 0) { TLanes.Accumulate(ref y30, factor, v0); }
                if (TColumns.Value > 1) { TLanes.Accumulate(ref y31, factor, v1); }
                if (TColumns.Value > 2) { TLanes.Accumulate(ref y32, factor, v2); }
                if (TColumns.Value > 3) { TLanes.Accumulate(ref y33, factor, v3); }
            }
            if (TRows.Value > 4)
            {
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref x4, k + 1));
                if (TColumns.Value > 0) { TLanes.Accumulate(ref y40, factor, v0); }
                if (TColumns.Value > 1) { TLanes.Accumulate(ref y41, factor, v1); }
                if (TColumns.Value > 2) { TLanes.Accumulate(ref y42, factor, v2); }
                if (TColumns.Value > 3) { TLanes.Accumulate(ref y43, factor, v3); }
            }
            if (TRows.Value > 5)
            {
                TLanes factor = TLanes.Broadcast(Unsafe.Add(ref x5, k + 1));
                if (TColumns.Value > 0) { TLanes.Accumulate(ref y50, factor, v0); }
                if (TColumns.Value > 1) { TLanes.Accumulate(ref y51, factor, v1); }
                if (TColumns.Value > 2) { TLanes.Accumulate(ref y52, factor, v2); }
                if (TColumns.Value > 3) { TLanes.Accumulate(ref y53, factor, v3); }
            }

            w = ref Unsafe.Add(ref w, 2 * width);
        }

        if (TRows.Value > 0)
        {
            if (TColumns.Value > 0) { y00.Store(ref y, (0 * yStride) + (0 * lanes)); }
            if (TColumns.Value > 1) { y01.Store(ref y, (0 * yStride) + (1 * lanes)); }
            if (TColumns.Value > 2) { y02.Store(ref y, (0 * yStride) + (2 * lanes)); }
            if (TColumns.Value > 3) { y03.Store(ref y, (0 * yStride) + (3 * lanes)); }
        }
        if (TRows.Value > 1)
        {
            if (TColumns.Value > 0) { y10.Store(ref y, (1 * yStride) + (0 * lanes)); }
            if (TColumns.Value > 1) { y11.Store(ref y, (1 * yStride) + (1 * lanes)); }
            if (TColumns.Value > 2) { y12.Store(ref y, (1 * yStride) + (2 * lanes)); }
            if (TColumns.Value > 3) { y13.Store(ref y, (1 * yStride) + (3 * lanes)); }
        }
        if (TRows.Value > 2)
        {
            if (TColumns.Value > 0) { y20.Store(ref y, (2 * yStride) + (0 * lanes)); }
            if (TColumns.Value > 1) { y21.Store(ref y, (2 * yStride) + (1 * lanes)); }
            if (TColumns.Value > 2) { y22.Store(ref y, (2 * yStride) + (2 * lanes)); }
            if (TColumns.Value > 3) { y23.Store(ref y, (2 * yStride) + (3 * lanes)); }
        }
        if (TRows.Value > 3)
        {
            if (TColumns.Value > 0) { y30.Store(ref y, (3 * yStride) + (0 * lanes)); }
            if (TColumns.Value > 1) { y31.Store(ref y, (3 * yStride) + (1 * lanes)); }
            if (TColumns.Value > 2) { y32.Store(ref y, (3 * yStride) + (2 * lanes)); }
            if (TColumns.Value > 3) { y33.Store(ref y, (3 * yStride) + (3 * lanes)); }
        }
        if (TRows.Value > 4)
        {
            if (TColumns.Value > 0) { y40.Store(ref y, (4 * yStride) + (0 * lanes)); }
            if (TColumns.Value > 1) { y41.Store(ref y, (4 * yStride) + (1 * lanes)); }
            if (TColumns.Value > 2) { y42.Store(ref y, (4 * yStride) + (2 * lanes)); }
            if (TColumns.Value > 3) { y43.Store(ref y, (4 * yStride) + (3 * lanes)); }
        }
        if (TRows.Value > 5)
        {
            if (TColumns.Value > 0) { y50.Store(ref y, (5 * yStride) + (0 * lanes)); }
            if (TColumns.Value > 1) { y51.Store(ref y, (5 * yStride) + (1 * lanes)); }
            if (TColumns.Value > 2) { y52.Store(ref y, (5 * yStride) + (2 * lanes)); }
            if (TColumns.Value > 3) { y53.Store(ref y, (5 * yStride) + (3 * lanes)); }
        }
    }
}
