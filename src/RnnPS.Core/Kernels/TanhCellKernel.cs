using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>
/// A tanh cell: all steps of a sequence in one go, with no way through the loop between. A state that is small or narrow goes
/// as fast as its sums wait for each other, and the way would be longer than the step.
/// </summary>
internal static class TanhCellKernel
{
    /// <summary>pre(i) += before(i)·R and after(i) = tanh(pre(i)), one after the other, for steps or for rows.</summary>
    /// <remarks>
    /// A vector is wider than a state, so that every store runs over into what follows it. Of <paramref name="pre"/> that is
    /// read before and written back; of <paramref name="after"/> it is written later. All need a vector's room at their ends.
    /// </remarks>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <param name="pre">[count × size]: P, and then what entered the activation.</param>
    /// <param name="panel">R, [size × one vector].</param>
    /// <param name="before">The states before: [count × size] of rows, [size] of the steps of one sequence.</param>
    /// <param name="after">[count × size]: the states after.</param>
    /// <param name="count">How many.</param>
    /// <param name="size">The components of a state; at most a vector's.</param>
    /// <param name="alone">Whether these are the steps of one sequence: a state then stays in its register.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void RunTanh<T, TLanes>(
        ref T pre, ref T panel, ref T before, ref T after, nint count, nint size, bool alone)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        TLanes next = TLanes.Load(ref pre, 0);
        TLanes state = TLanes.Load(ref before, 0);
        for (nint i = 0; i < count; i++)
        {
            TLanes sum = next;
            next = TLanes.Load(ref pre, (i + 1) * size);
            for (nint k = 0; k < size; k++)
            {
                sum = TLanes.MultiplyAdd(TLanes.Pick(state, k), TLanes.Load(ref panel, k * TLanes.Count), sum);
            }

            sum.Store(ref pre, i * size);
            TLanes result = VectorMath<T, TLanes>.Tanh(sum);
            state = alone ? result : TLanes.Load(ref before, (i + 1) * size);
            result.Store(ref after, i * size);
        }

        // What the last store ran over into belongs to somebody else, who may not have read it yet.
        next.Store(ref pre, count * size);
    }

    /// <summary>The same for states of several vectors, with each sum gathered in four as the product of a row has it.</summary>
    /// <remarks>
    /// What the last vector of a sum runs over into is read with it, has zeros added and is written back: with a sum that is not
    /// a number it would not be the same, so that rows of several sequences need whole vectors.
    /// </remarks>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <param name="pre">[count × size]: P, and then what entered the activation.</param>
    /// <param name="r">R, [size × size].</param>
    /// <param name="before">As for <see cref="RunTanh"/>.</param>
    /// <param name="after">[count × size]: the states after.</param>
    /// <param name="count">How many.</param>
    /// <param name="alone">Whether these are the steps of one sequence: each then starts from where the one before came to.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void RunTanhPanels<T, TLanes>(
        ref T pre, PackedMatrix<T> r, ref T before, ref T after, nint count, bool alone)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        nint size = r.Columns;
        int panels = r.PanelCount;
        ref T factors = ref before;
        for (nint i = 0; i < count; i++)
        {
            ref T sums = ref Unsafe.Add(ref pre, i * size);
            ref T result = ref Unsafe.Add(ref after, i * size);
            for (int panel = 0; panel < panels; panel++)
            {
                ref T target = ref Unsafe.Add(ref sums, (nint)panel * PackedMatrix<T>.PanelVectors * TLanes.Count);
                RowKernel.RunNarrow<T, TLanes>(ref factors, r, panel, ref target, startStride: 0, ref target, stride: 0, rows: 1);
            }

            TanhVectors<T, TLanes>(ref sums, ref result, r.Vectors);
            factors = ref alone ? ref result : ref Unsafe.Add(ref factors, size);
        }
    }

    /// <summary>The same for the steps of one sequence with a wide state: products as <see cref="MatrixProduct{T, TLanes}.RunRow"/>.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <param name="pre">[count × size]: P, and then what entered the activation. A vector's room lies behind it.</param>
    /// <param name="r">R, [size × size].</param>
    /// <param name="before">[size]: the state before the first step.</param>
    /// <param name="after">[count × size]: the states after. A vector's room lies behind them.</param>
    /// <param name="count">How many.</param>
    public static void RunTanhWide<T, TLanes>(
        Span<T> pre, PackedMatrix<T> r, ReadOnlySpan<T> before, Span<T> after, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        int size = r.Columns;
        ReadOnlySpan<T> state = before;
        for (int i = 0; i < count; i++)
        {
            Span<T> sums = pre.Slice(i * size, size);
            MatrixProduct<T, TLanes>.RunRow(state, r, start: default, sums, 0, r.PanelCount, backward: (i & 1) == 1);
            Span<T> next = after.Slice(i * size, size);
            TanhVectors<T, TLanes>(ref MemoryMarshal.GetReference(sums), ref MemoryMarshal.GetReference(next), r.Vectors);
            state = next;
        }
    }

    /// <summary>
    /// The same for states of one panel with more than one vector: the input's product, too, so that it is made while the activations
    /// of the step before are.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <typeparam name="TColumns">The vectors of a state: 2 to 4.</typeparam>
    /// <param name="x">[count × inputs]: what comes in.</param>
    /// <param name="inputs">The features of it; 0 where <paramref name="pre"/> holds their product.</param>
    /// <param name="w">W, one panel.</param>
    /// <param name="bias">b, whole vectors.</param>
    /// <param name="pre">[count × size]: P where there is one; then what entered the activation.</param>
    /// <param name="r">R, one panel.</param>
    /// <param name="size">The components of a state.</param>
    /// <param name="before">As for <see cref="RunTanh"/>.</param>
    /// <param name="after">[count × size]: the states after.</param>
    /// <param name="count">How many.</param>
    /// <param name="alone">As for <see cref="RunTanhPanels"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void RunTanhPanel<T, TLanes, TColumns>(
        ref T x,
        nint inputs,
        ref T w,
        ref T bias,
        ref T pre,
        ref T r,
        nint size,
        ref T before,
        ref T after,
        nint count,
        bool alone)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
        where TColumns : struct, IConstant
    {
        nint lanes = TLanes.Count;
        nint width = TColumns.Value * lanes;
        for (nint i = 0; i < count; i++)
        {
            ref T start = ref inputs > 0 ? ref bias : ref pre;
            TLanes s00 = default, s01 = default, s02 = default, s03 = default;
            if (TColumns.Value > 0) { s00 = TLanes.Load(ref start, 0 * lanes); }
            if (TColumns.Value > 1) { s01 = TLanes.Load(ref start, 1 * lanes); }
            if (TColumns.Value > 2) { s02 = TLanes.Load(ref start, 2 * lanes); }
            if (TColumns.Value > 3) { s03 = TLanes.Load(ref start, 3 * lanes); }

            for (int product = inputs > 0 ? 0 : 1; product < 2; product++)
            {
                ref T factors = ref product == 0 ? ref x : ref before;
                ref T weights = ref product == 0 ? ref w : ref r;
                nint depth = product == 0 ? inputs : size;
                TLanes s10 = default, s11 = default, s12 = default, s13 = default;
                TLanes s20 = default, s21 = default, s22 = default, s23 = default;
                TLanes s30 = default, s31 = default, s32 = default, s33 = default;
                nint k = 0;
                for (; k + 4 <= depth; k += 4)
                {
                    TLanes.Broadcast(ref factors, k, out TLanes factor0, out TLanes factor1, out TLanes factor2, out TLanes factor3);
                    if (TColumns.Value > 0) { s00 = TLanes.MultiplyAdd(factor0, ref weights, (0 * width) + (0 * lanes), s00); }
                    if (TColumns.Value > 1) { s01 = TLanes.MultiplyAdd(factor0, ref weights, (0 * width) + (1 * lanes), s01); }
                    if (TColumns.Value > 2) { s02 = TLanes.MultiplyAdd(factor0, ref weights, (0 * width) + (2 * lanes), s02); }
                    if (TColumns.Value > 3) { s03 = TLanes.MultiplyAdd(factor0, ref weights, (0 * width) + (3 * lanes), s03); }
                    if (TColumns.Value > 0) { s10 = TLanes.MultiplyAdd(factor1, ref weights, (1 * width) + (0 * lanes), s10); }
                    if (TColumns.Value > 1) { s11 = TLanes.MultiplyAdd(factor1, ref weights, (1 * width) + (1 * lanes), s11); }
                    if (TColumns.Value > 2) { s12 = TLanes.MultiplyAdd(factor1, ref weights, (1 * width) + (2 * lanes), s12); }
                    if (TColumns.Value > 3) { s13 = TLanes.MultiplyAdd(factor1, ref weights, (1 * width) + (3 * lanes), s13); }
                    if (TColumns.Value > 0) { s20 = TLanes.MultiplyAdd(factor2, ref weights, (2 * width) + (0 * lanes), s20); }
                    if (TColumns.Value > 1) { s21 = TLanes.MultiplyAdd(factor2, ref weights, (2 * width) + (1 * lanes), s21); }
                    if (TColumns.Value > 2) { s22 = TLanes.MultiplyAdd(factor2, ref weights, (2 * width) + (2 * lanes), s22); }
                    if (TColumns.Value > 3) { s23 = TLanes.MultiplyAdd(factor2, ref weights, (2 * width) + (3 * lanes), s23); }
                    if (TColumns.Value > 0) { s30 = TLanes.MultiplyAdd(factor3, ref weights, (3 * width) + (0 * lanes), s30); }
                    if (TColumns.Value > 1) { s31 = TLanes.MultiplyAdd(factor3, ref weights, (3 * width) + (1 * lanes), s31); }
                    if (TColumns.Value > 2) { s32 = TLanes.MultiplyAdd(factor3, ref weights, (3 * width) + (2 * lanes), s32); }
                    if (TColumns.Value > 3) { s33 = TLanes.MultiplyAdd(factor3, ref weights, (3 * width) + (3 * lanes), s33); }
                    weights = ref Unsafe.Add(ref weights, 4 * width);
                }

                for (; k < depth; k++)
                {
                    TLanes factor = TLanes.Broadcast(Unsafe.Add(ref factors, k));
                    if (TColumns.Value > 0) { s00 = TLanes.MultiplyAdd(factor, ref weights, 0 * lanes, s00); }
                    if (TColumns.Value > 1) { s01 = TLanes.MultiplyAdd(factor, ref weights, 1 * lanes, s01); }
                    if (TColumns.Value > 2) { s02 = TLanes.MultiplyAdd(factor, ref weights, 2 * lanes, s02); }
                    if (TColumns.Value > 3) { s03 = TLanes.MultiplyAdd(factor, ref weights, 3 * lanes, s03); }
                    weights = ref Unsafe.Add(ref weights, width);
                }

                if (TColumns.Value > 0) { s00 = (s00 + s10) + (s20 + s30); }
                if (TColumns.Value > 1) { s01 = (s01 + s11) + (s21 + s31); }
                if (TColumns.Value > 2) { s02 = (s02 + s12) + (s22 + s32); }
                if (TColumns.Value > 3) { s03 = (s03 + s13) + (s23 + s33); }
            }

            if (TColumns.Value > 0) { s00.Store(ref pre, 0 * lanes); }
            if (TColumns.Value > 1) { s01.Store(ref pre, 1 * lanes); }
            if (TColumns.Value > 2) { s02.Store(ref pre, 2 * lanes); }
            if (TColumns.Value > 3) { s03.Store(ref pre, 3 * lanes); }
            if (TColumns.Value > 0) { VectorMath<T, TLanes>.Tanh(s00).Store(ref after, 0 * lanes); }
            if (TColumns.Value > 1) { VectorMath<T, TLanes>.Tanh(s01).Store(ref after, 1 * lanes); }
            if (TColumns.Value > 2) { VectorMath<T, TLanes>.Tanh(s02).Store(ref after, 2 * lanes); }
            if (TColumns.Value > 3) { VectorMath<T, TLanes>.Tanh(s03).Store(ref after, 3 * lanes); }
            x = ref Unsafe.Add(ref x, inputs);
            pre = ref Unsafe.Add(ref pre, size);
            before = ref alone ? ref after : ref Unsafe.Add(ref before, size);
            after = ref Unsafe.Add(ref after, size);
        }
    }

    // A function of its own: with the product's sums around it, the compiler would stop to inline.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void TanhVectors<T, TLanes>(ref T x, ref T y, nint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        for (nint i = 0; i < count; i++)
        {
            VectorMath<T, TLanes>.Tanh(TLanes.Load(ref x, i * TLanes.Count)).Store(ref y, i * TLanes.Count);
        }
    }
}
