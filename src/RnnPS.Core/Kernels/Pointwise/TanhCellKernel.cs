using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>
/// The recurrent product and the activation of a tanh cell with a narrow state, for all steps in one call. The way through the loop
/// would take longer than such a step.
/// </summary>
internal static class TanhCellKernel
{
    /// <summary>Runs steps of one sequence, or sequences of one step, where there is a kernel for them.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <param name="r">R, [size × size].</param>
    /// <param name="pre">[count × size]: P, and then what entered the activation. Room for a vector follows.</param>
    /// <param name="before">The states before: [count × size] of sequences, [size] of the steps of one. Room for a vector follows.</param>
    /// <param name="after">[count × size]: the states after. Room for a vector follows.</param>
    /// <param name="count">The number of steps or sequences.</param>
    /// <param name="isSingleSequence">Whether they are the steps of one sequence.</param>
    /// <returns>False where there is no kernel for R, and nothing was done.</returns>
    public static bool TryRun<T, TLanes>(
        PackedMatrix<T> r, Span<T> pre, ReadOnlySpan<T> before, Span<T> after, int count, bool isSingleSequence)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref T sums = ref MemoryMarshal.GetReference(pre);
        ref T from = ref MemoryMarshal.GetReference(before);
        ref T to = ref MemoryMarshal.GetReference(after);
        if (r.Vectors == 1)
        {
            RunVector<T, TLanes>(ref sums, ref r.Panel(0), ref from, ref to, count, r.Columns, isSingleSequence);
            return true;
        }

        // A single step may have its state after where the one before was. The first of several panels would replace what the second reads.
        bool isInPlace = Unsafe.AreSame(ref from, ref to);
        if (r.Form == ProductForm.Narrow && (isSingleSequence || r.Columns % TLanes.Count == 0) && (r.PanelCount == 1 || !isInPlace))
        {
            RunVectors<T, TLanes>(ref sums, r, ref from, ref to, count, isSingleSequence);
            return true;
        }

        return false;
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
    /// <param name="count">The number of steps or sequences.</param>
    /// <param name="size">The components of a state; at most a vector's.</param>
    /// <param name="isSingleSequence">Whether these are the steps of one sequence: a state then stays in its register.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunVector<T, TLanes>(
        ref T pre, ref T panel, ref T before, ref T after, nint count, nint size, bool isSingleSequence)
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
            state = isSingleSequence ? result : TLanes.Load(ref before, (i + 1) * size);
            result.Store(ref after, i * size);
        }

        // The last store wrote beyond the last row: give back what was there.
        next.Store(ref pre, count * size);
    }

    /// <summary>The same for states of several vectors, with each sum gathered in four as the product of a row has it.</summary>
    /// <remarks>
    /// The last vector of a row reaches into the next row: it is read, gets zeros added and is written back. With a sum that is not
    /// a number it would not be the same, so that rows of several sequences need whole vectors.
    /// </remarks>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <param name="pre">[count × size]: P, and then what entered the activation.</param>
    /// <param name="r">R, [size × size].</param>
    /// <param name="before">As for <see cref="RunVector"/>.</param>
    /// <param name="after">[count × size]: the states after; not where the states before are, if R has several panels.</param>
    /// <param name="count">The number of steps or sequences.</param>
    /// <param name="isSingleSequence">Whether these are the steps of one sequence: each then starts from where the one before came to.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunVectors<T, TLanes>(
        ref T pre, PackedMatrix<T> r, ref T before, ref T after, nint count, bool isSingleSequence)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        nint size = r.Columns;
        if (r.PanelCount == 1)
        {
            RunPanel<T, TLanes>(ref before, r, 0, ref pre, ref after, count, isSingleSequence);
            return;
        }

        ref T from = ref before;
        for (nint i = 0; i < count; i++)
        {
            ref T sums = ref Unsafe.Add(ref pre, i * size);
            ref T to = ref Unsafe.Add(ref after, i * size);
            for (int panel = 0; panel < r.PanelCount; panel++)
            {
                nint column = (nint)panel * r.PanelColumns;
                RunPanel<T, TLanes>(
                    ref from, r, panel, ref Unsafe.Add(ref sums, column), ref Unsafe.Add(ref to, column), count: 1, isSingleSequence);
            }

            from = ref isSingleSequence ? ref to : ref Unsafe.Add(ref from, size);
        }
    }

    // The steps for the columns of one panel. All columns of a step need the whole state before, so that several panels take one step a call.
    private static void RunPanel<T, TLanes>(
        ref T before, PackedMatrix<T> r, int panel, ref T pre, ref T after, nint count, bool isSingleSequence)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref T p = ref r.Panel(panel);
        switch (r.VectorsOf(panel))
        {
            case 1:
                RunPanel<T, TLanes, One>(ref before, ref p, ref pre, ref after, count, r.Columns, isSingleSequence);
                break;
            case 2:
                RunPanel<T, TLanes, Two>(ref before, ref p, ref pre, ref after, count, r.Columns, isSingleSequence);
                break;
            case 3:
                RunPanel<T, TLanes, Three>(ref before, ref p, ref pre, ref after, count, r.Columns, isSingleSequence);
                break;
            default:
                RunPanel<T, TLanes, Four>(ref before, ref p, ref pre, ref after, count, r.Columns, isSingleSequence);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunPanel<T, TLanes, TColumns>(
        ref T before, ref T panel, ref T pre, ref T after, nint count, nint size, bool isSingleSequence)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
        where TColumns : struct, IConstant
    {
        for (nint i = 0; i < count; i++)
        {
            RowKernel.Gather<T, TLanes, TColumns>(ref before, size, ref panel, ref pre, out TLanes x0, out TLanes x1, out TLanes x2, out TLanes x3);
            // From the registers: to store the sums first and then read them again takes a tenth of a step.
            if (TColumns.Value > 0) { Tanh(x0, ref pre, ref after, 0 * TLanes.Count); }
            if (TColumns.Value > 1) { Tanh(x1, ref pre, ref after, 1 * TLanes.Count); }
            if (TColumns.Value > 2) { Tanh(x2, ref pre, ref after, 2 * TLanes.Count); }
            if (TColumns.Value > 3) { Tanh(x3, ref pre, ref after, 3 * TLanes.Count); }
            before = ref isSingleSequence ? ref after : ref Unsafe.Add(ref before, size);
            pre = ref Unsafe.Add(ref pre, size);
            after = ref Unsafe.Add(ref after, size);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Tanh(TLanes sum, ref T pre, ref T after, nint offset)
        {
            sum.Store(ref pre, offset);
            VectorMath<T, TLanes>.Tanh(sum).Store(ref after, offset);
        }
    }
}
