using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>
/// All pointwise maths of a gated cell with the usual activations, for as many whole vectors of units as there are: what one
/// gate hands to the next stays in registers.
/// </summary>
/// <remarks>
/// The gates of a row stand side by side, each of <c>size</c> units; the other spans have one number a unit. All rows of a step go
/// in one call: for a small state, the way to a row would take as long as its maths.
/// </remarks>
internal static class GatedKernels
{
    /// <summary>A GRU with the reset after the product: z, r = σ(P + Q), h̃ = tanh(P + r∘Q), h = z∘h(t−1) + (1 − z)∘h̃.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <param name="pre">[rows × 3·size]: P, and then what entered the activations.</param>
    /// <param name="recurrent">[rows × 3·size]: Q.</param>
    /// <param name="before">h(t−1).</param>
    /// <param name="update">z.</param>
    /// <param name="reset">r.</param>
    /// <param name="candidate">h̃.</param>
    /// <param name="after">h.</param>
    /// <param name="size">The units of a row.</param>
    /// <param name="rows">The rows.</param>
    /// <returns>The number of units of each row that were computed, from the first on.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static nint GruAfter<T, TLanes>(
        ref T pre, ref T recurrent, ref T before, ref T update, ref T reset, ref T candidate, ref T after, nint size, nint rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        nint i = 0;
        for (nint row = 0; row < rows; row++)
        {
            for (i = 0; i + TLanes.Count <= size; i += TLanes.Count)
            {
                TLanes r = TLanes.Load(ref pre, size + i) + TLanes.Load(ref recurrent, size + i);
                r.Store(ref pre, size + i);
                r = VectorMath<T, TLanes>.Sigmoid(r);
                r.Store(ref reset, i);
                TLanes z = TLanes.Load(ref pre, i) + TLanes.Load(ref recurrent, i);
                z.Store(ref pre, i);
                z = VectorMath<T, TLanes>.Sigmoid(z);
                z.Store(ref update, i);
                TLanes h = TLanes.MultiplyAdd(r, TLanes.Load(ref recurrent, (2 * size) + i), TLanes.Load(ref pre, (2 * size) + i));
                h.Store(ref pre, (2 * size) + i);
                h = VectorMath<T, TLanes>.Tanh(h);
                h.Store(ref candidate, i);
                TLanes share = TLanes.Constant(1) - z;
                TLanes.MultiplyAdd(z, TLanes.Load(ref before, i), share * h).Store(ref after, i);
            }

            pre = ref Unsafe.Add(ref pre, 3 * size);
            recurrent = ref Unsafe.Add(ref recurrent, 3 * size);
            before = ref Unsafe.Add(ref before, size);
            update = ref Unsafe.Add(ref update, size);
            reset = ref Unsafe.Add(ref reset, size);
            candidate = ref Unsafe.Add(ref candidate, size);
            after = ref Unsafe.Add(ref after, size);
        }

        return i;
    }

    /// <summary>
    /// An LSTM without peepholes: i, f, o = σ(P), c̃ = tanh(P), c = f∘c(t−1) + i∘c̃, h = o∘tanh(c).
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <param name="pre">[rows × 4·size]: what enters the activations of i, f, c̃, o.</param>
    /// <param name="before">c(t−1).</param>
    /// <param name="input">i.</param>
    /// <param name="forget">f.</param>
    /// <param name="candidate">c̃.</param>
    /// <param name="output">o.</param>
    /// <param name="cell">c.</param>
    /// <param name="squashed">tanh(c).</param>
    /// <param name="state">h.</param>
    /// <param name="size">The units of a row.</param>
    /// <param name="rows">The rows.</param>
    /// <returns>The number of units of each row that were computed, from the first on.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static nint Lstm<T, TLanes>(
        ref T pre,
        ref T before,
        ref T input,
        ref T forget,
        ref T candidate,
        ref T output,
        ref T cell,
        ref T squashed,
        ref T state,
        nint size,
        nint rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        nint k = 0;
        for (nint row = 0; row < rows; row++)
        {
            for (k = 0; k + TLanes.Count <= size; k += TLanes.Count)
            {
                TLanes i = VectorMath<T, TLanes>.Sigmoid(TLanes.Load(ref pre, k));
                i.Store(ref input, k);
                TLanes f = VectorMath<T, TLanes>.Sigmoid(TLanes.Load(ref pre, size + k));
                f.Store(ref forget, k);
                TLanes c = VectorMath<T, TLanes>.Tanh(TLanes.Load(ref pre, (2 * size) + k));
                c.Store(ref candidate, k);
                c = TLanes.MultiplyAdd(f, TLanes.Load(ref before, k), i * c);
                c.Store(ref cell, k);
                TLanes o = VectorMath<T, TLanes>.Sigmoid(TLanes.Load(ref pre, (3 * size) + k));
                o.Store(ref output, k);
                c = VectorMath<T, TLanes>.Tanh(c);
                c.Store(ref squashed, k);
                (o * c).Store(ref state, k);
            }

            pre = ref Unsafe.Add(ref pre, 4 * size);
            before = ref Unsafe.Add(ref before, size);
            input = ref Unsafe.Add(ref input, size);
            forget = ref Unsafe.Add(ref forget, size);
            candidate = ref Unsafe.Add(ref candidate, size);
            output = ref Unsafe.Add(ref output, size);
            cell = ref Unsafe.Add(ref cell, size);
            squashed = ref Unsafe.Add(ref squashed, size);
            state = ref Unsafe.Add(ref state, size);
        }

        return k;
    }
}
