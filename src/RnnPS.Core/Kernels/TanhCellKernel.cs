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
                RowKernel.RunNarrow<T, TLanes>(ref factors, r, panel, ref target, ref target);
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
