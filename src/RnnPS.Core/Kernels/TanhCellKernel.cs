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
    // With more weights, a step takes so long that a user who interrupts should not wait for others.
    private const long MostTogether = 1 << 20;

    /// <summary>Runs steps of one sequence, or sequences of one step, where there is a kernel for them.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <param name="steps">What is read and written.</param>
    /// <returns>False where R has no such kernel, and nothing was done.</returns>
    public static bool TryRun<T, TLanes>(TanhSteps<T> steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        PackedMatrix<T> r = steps.RecurrentWeights;
        bool single = r.Vectors == 1;
        bool narrow = r.Form == ProductForm.Narrow && (steps.Alone || r.Columns % TLanes.Count == 0);
        bool wide = r.Form == ProductForm.Wide && steps.Alone && (long)r.Depth * r.Columns <= MostTogether;
        if (narrow && !single && r.PanelCount == 1 && (steps.Input.IsEmpty || steps.InputWeights.Form == ProductForm.Narrow))
        {
            RunTanhPanel<T, TLanes>(steps);
            return true;
        }

        if (!single && !narrow && !wide)
        {
            return false;
        }

        if (!steps.Input.IsEmpty)
        {
            MatrixProduct<T, TLanes>.Run(
                steps.Input, steps.InputWeights, steps.Bias, steps.Pre, steps.Count, r.Columns, backward: false);
        }

        ref T pre = ref MemoryMarshal.GetReference(steps.Pre);
        ref T before = ref MemoryMarshal.GetReference(steps.Before);
        ref T after = ref MemoryMarshal.GetReference(steps.After);
        if (single)
        {
            RunTanh<T, TLanes>(ref pre, ref r.Panel(0), ref before, ref after, steps.Count, r.Columns, steps.Alone);
        }
        else if (narrow)
        {
            RunTanhPanels<T, TLanes>(ref pre, r, ref before, ref after, steps.Count, steps.Alone);
        }
        else
        {
            RunTanhWide<T, TLanes>(steps.Pre, r, steps.Before, steps.After, steps.Count);
        }

        return true;
    }

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
    private static void RunTanh<T, TLanes>(
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
    private static void RunTanhPanels<T, TLanes>(
        ref T pre, PackedMatrix<T> r, ref T before, ref T after, nint count, bool alone)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        nint size = r.Columns;
        ref T factors = ref before;
        for (nint i = 0; i < count; i++)
        {
            ref T sums = ref Unsafe.Add(ref pre, i * size);
            ref T result = ref Unsafe.Add(ref after, i * size);
            RowKernel.RunNarrow<T, TLanes>(ref factors, r, ref sums, ref sums);
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
    private static void RunTanhWide<T, TLanes>(
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

    private static void RunTanhPanel<T, TLanes>(TanhSteps<T> steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        switch (steps.RecurrentWeights.Vectors)
        {
            case 2:
                RunTanhPanel<T, TLanes, Two>(steps);
                break;
            case 3:
                RunTanhPanel<T, TLanes, Three>(steps);
                break;
            default:
                RunTanhPanel<T, TLanes, Four>(steps);
                break;
        }
    }

    /// <summary>
    /// The same for states of one panel with more than one vector: the input's product, too, so that it is made while the activations
    /// of the step before are. Sums are gathered as <see cref="RowKernel"/> has it for narrow panels; to call it takes too long.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunTanhPanel<T, TLanes, TColumns>(TanhSteps<T> steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
        where TColumns : struct, IConstant
    {
        nint lanes = TLanes.Count;
        nint width = TColumns.Value * lanes;
        nint size = steps.RecurrentWeights.Columns;
        nint inputs = steps.Input.IsEmpty ? 0 : steps.InputWeights.Depth;
        nint count = steps.Count;
        bool alone = steps.Alone;
        // Whole vectors.
        Span<T> padded = stackalloc T[PackedMatrix<T>.MostPanelVectors * TLanes.Count];
        padded.Clear();
        steps.Bias.CopyTo(padded);
        ref T bias = ref padded[0];
        ref T x = ref MemoryMarshal.GetReference(steps.Input);
        ref T w = ref steps.InputWeights.Panel(0);
        ref T r = ref steps.RecurrentWeights.Panel(0);
        ref T pre = ref MemoryMarshal.GetReference(steps.Pre);
        ref T before = ref MemoryMarshal.GetReference(steps.Before);
        ref T after = ref MemoryMarshal.GetReference(steps.After);
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
