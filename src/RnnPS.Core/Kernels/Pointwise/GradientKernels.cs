using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>The pointwise maths of backpropagation, for one width of vectors.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract class GradientKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>y = upstream∘(1 − tanh²), from what tanh gave.</summary>
    public abstract void Tanh(ReadOnlySpan<T> activated, ReadOnlySpan<T> upstream, Span<T> y);

    /// <summary>An LSTM's timestep.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="common">Whether the gates are sigmoids and the rest tanh, so that slopes are known from them.</param>
    public abstract void Lstm(ref LstmGradientRows<T> rows, bool common);

    /// <summary>A GRU's timestep.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="common">Whether the gates are sigmoids and the candidate is a tanh, so that slopes are known from them.</param>
    public abstract void Gru(ref GruGradientRows<T> rows, bool common);
}

/// <summary>A <see cref="GradientKernels{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TLanes">The vectors.</typeparam>
internal sealed class GradientKernels<T, TLanes> : GradientKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    /// <summary>Where a slope comes from.</summary>
    private interface ISlopes
    {
        static abstract V Gate<V>(V gate, V stored)
            where V : struct, ILanes<V, T>;

        static abstract V Candidate<V>(V candidate, V stored)
            where V : struct, ILanes<V, T>;

        static abstract V Output<V>(V output, V squashed, V stored)
            where V : struct, ILanes<V, T>;

        static abstract V Cell<V>(V squashed)
            where V : struct, ILanes<V, T>;
    }

    /// <inheritdoc/>
    public override void Tanh(ReadOnlySpan<T> activated, ReadOnlySpan<T> upstream, Span<T> y)
    {
        ref T a = ref MemoryMarshal.GetReference(activated);
        ref T u = ref MemoryMarshal.GetReference(upstream);
        ref T to = ref MemoryMarshal.GetReference(y);
        nint i = 0;
        for (; i + TLanes.Count <= y.Length; i += TLanes.Count)
        {
            TLanes value = TLanes.Load(ref a, i);
            (TLanes.Load(ref u, i) * (TLanes.Broadcast(T.One) - (value * value))).Store(ref to, i);
        }

        for (; i < y.Length; i++)
        {
            T value = Unsafe.Add(ref a, i);
            Unsafe.Add(ref to, i) = Unsafe.Add(ref u, i) * (T.One - (value * value));
        }
    }

    /// <inheritdoc/>
    public override void Lstm(ref LstmGradientRows<T> rows, bool common)
    {
        int hidden = rows.Hidden;
        int vectors = hidden - (hidden % TLanes.Count);
        if (common)
        {
            Lstm<TLanes, KnownSlopes>(ref rows, 0, vectors);
            Lstm<Lanes1<T>, KnownSlopes>(ref rows, vectors, hidden);
        }
        else
        {
            Lstm<TLanes, StoredSlopes>(ref rows, 0, vectors);
            Lstm<Lanes1<T>, StoredSlopes>(ref rows, vectors, hidden);
        }
    }

    /// <inheritdoc/>
    public override void Gru(ref GruGradientRows<T> rows, bool common)
    {
        int hidden = rows.Hidden;
        int vectors = hidden - (hidden % TLanes.Count);
        if (common)
        {
            Gru<TLanes, KnownSlopes>(ref rows, 0, vectors);
            Gru<Lanes1<T>, KnownSlopes>(ref rows, vectors, hidden);
        }
        else
        {
            Gru<TLanes, StoredSlopes>(ref rows, 0, vectors);
            Gru<Lanes1<T>, StoredSlopes>(ref rows, vectors, hidden);
        }
    }

    private static void Lstm<V, TSlopes>(ref LstmGradientRows<T> rows, nint from, nint to)
        where V : struct, ILanes<V, T>
        where TSlopes : struct, ISlopes
    {
        nint hidden = rows.Hidden;
        nint count = rows.Cell.Length / hidden;
        nint columns = rows.Pre.Length / count;
        bool coupled = rows.Coupled;
        nint candidate = coupled ? hidden : 2 * hidden;
        bool peepholes = !rows.Peepholes.IsEmpty;
        bool keepsTotal = !rows.Total.IsEmpty;
        ref T pre = ref MemoryMarshal.GetReference(rows.Pre);
        ref T inputs = ref MemoryMarshal.GetReference(rows.Input);
        ref T forgets = ref MemoryMarshal.GetReference(rows.Forget);
        ref T candidates = ref MemoryMarshal.GetReference(rows.Candidate);
        ref T outputs = ref MemoryMarshal.GetReference(rows.Output);
        ref T befores = ref MemoryMarshal.GetReference(rows.Before);
        ref T squashes = ref MemoryMarshal.GetReference(rows.Squashed);
        ref T states = ref MemoryMarshal.GetReference(rows.State);
        ref T cells = ref MemoryMarshal.GetReference(rows.Cell);
        ref T totals = ref MemoryMarshal.GetReference(rows.Total);
        ref T seen = ref MemoryMarshal.GetReference(rows.Peepholes);
        for (nint row = 0; row < count; row++)
        {
            for (nint k = from; k < to; k += V.Count)
            {
                V o = V.Load(ref outputs, k);
                V squashed = V.Load(ref squashes, k);
                V state = V.Load(ref states, k);
                V cell = V.MultiplyAdd(state * o, TSlopes.Cell(squashed), V.Load(ref cells, k));
                V output = state * TSlopes.Output(o, squashed, V.Load(ref pre, candidate + hidden + k));
                output.Store(ref pre, candidate + hidden + k);
                if (peepholes)
                {
                    cell = V.MultiplyAdd(output, V.Load(ref seen, candidate + k), cell);
                }

                if (keepsTotal)
                {
                    cell.Store(ref totals, k);
                }

                V i = V.Load(ref inputs, k);
                V f = V.Load(ref forgets, k);
                V g = V.Load(ref candidates, k);
                V before = V.Load(ref befores, k);
                // Of coupled gates, i also takes away from what is kept.
                V input = cell * (coupled ? g - before : g) * TSlopes.Gate(i, V.Load(ref pre, k));
                V previous = cell * f;
                if (!coupled)
                {
                    V forget = cell * before * TSlopes.Gate(f, V.Load(ref pre, hidden + k));
                    forget.Store(ref pre, hidden + k);
                    if (peepholes)
                    {
                        previous = V.MultiplyAdd(forget, V.Load(ref seen, hidden + k), previous);
                    }
                }

                if (peepholes)
                {
                    previous = V.MultiplyAdd(input, V.Load(ref seen, k), previous);
                }

                (cell * i * TSlopes.Candidate(g, V.Load(ref pre, candidate + k))).Store(ref pre, candidate + k);
                input.Store(ref pre, k);
                previous.Store(ref cells, k);
            }

            pre = ref Unsafe.Add(ref pre, columns);
            inputs = ref Unsafe.Add(ref inputs, hidden);
            forgets = ref Unsafe.Add(ref forgets, hidden);
            candidates = ref Unsafe.Add(ref candidates, hidden);
            outputs = ref Unsafe.Add(ref outputs, hidden);
            befores = ref Unsafe.Add(ref befores, hidden);
            squashes = ref Unsafe.Add(ref squashes, hidden);
            states = ref Unsafe.Add(ref states, hidden);
            cells = ref Unsafe.Add(ref cells, hidden);
            totals = ref Unsafe.Add(ref totals, hidden);
        }
    }

    private static void Gru<V, TSlopes>(ref GruGradientRows<T> rows, nint from, nint to)
        where V : struct, ILanes<V, T>
        where TSlopes : struct, ISlopes
    {
        nint hidden = rows.Hidden;
        nint count = rows.State.Length / hidden;
        bool after = !rows.Recurrent.IsEmpty;
        ref T pre = ref MemoryMarshal.GetReference(rows.Pre);
        ref T recurrent = ref MemoryMarshal.GetReference(rows.Recurrent);
        ref T updates = ref MemoryMarshal.GetReference(rows.Update);
        ref T resets = ref MemoryMarshal.GetReference(rows.Reset);
        ref T candidates = ref MemoryMarshal.GetReference(rows.Candidate);
        ref T befores = ref MemoryMarshal.GetReference(rows.Before);
        ref T states = ref MemoryMarshal.GetReference(rows.State);
        ref T previous = ref MemoryMarshal.GetReference(rows.BeforeGradient);
        V one = V.Broadcast(T.One);
        for (nint row = 0; row < count; row++)
        {
            for (nint k = from; k < to; k += V.Count)
            {
                V z = V.Load(ref updates, k);
                V g = V.Load(ref candidates, k);
                V state = V.Load(ref states, k);
                V update = state * (V.Load(ref befores, k) - g) * TSlopes.Gate(z, V.Load(ref pre, k));
                V candidate = state * (one - z) * TSlopes.Candidate(g, V.Load(ref pre, (2 * hidden) + k));
                V.MultiplyAdd(state, z, V.Load(ref previous, k)).Store(ref previous, k);
                update.Store(ref pre, k);
                candidate.Store(ref pre, (2 * hidden) + k);
                if (after)
                {
                    V r = V.Load(ref resets, k);
                    V reset = candidate * V.Load(ref recurrent, (2 * hidden) + k) * TSlopes.Gate(r, V.Load(ref pre, hidden + k));
                    reset.Store(ref pre, hidden + k);
                    update.Store(ref recurrent, k);
                    reset.Store(ref recurrent, hidden + k);
                    (candidate * r).Store(ref recurrent, (2 * hidden) + k);
                }
            }

            pre = ref Unsafe.Add(ref pre, 3 * hidden);
            recurrent = ref Unsafe.Add(ref recurrent, 3 * hidden);
            updates = ref Unsafe.Add(ref updates, hidden);
            resets = ref Unsafe.Add(ref resets, hidden);
            candidates = ref Unsafe.Add(ref candidates, hidden);
            befores = ref Unsafe.Add(ref befores, hidden);
            states = ref Unsafe.Add(ref states, hidden);
            previous = ref Unsafe.Add(ref previous, hidden);
        }
    }

    /// <summary>Sigmoid gates, and tanh for the rest.</summary>
    private readonly struct KnownSlopes : ISlopes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Gate<V>(V gate, V stored)
            where V : struct, ILanes<V, T> => gate - (gate * gate);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Candidate<V>(V candidate, V stored)
            where V : struct, ILanes<V, T> => V.Broadcast(T.One) - (candidate * candidate);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Output<V>(V output, V squashed, V stored)
            where V : struct, ILanes<V, T> => squashed * (output - (output * output));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Cell<V>(V squashed)
            where V : struct, ILanes<V, T> => V.Broadcast(T.One) - (squashed * squashed);
    }

    /// <summary>Slopes that were written where the derivatives go.</summary>
    private readonly struct StoredSlopes : ISlopes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Gate<V>(V gate, V stored)
            where V : struct, ILanes<V, T> => stored;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Candidate<V>(V candidate, V stored)
            where V : struct, ILanes<V, T> => stored;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Output<V>(V output, V squashed, V stored)
            where V : struct, ILanes<V, T> => stored;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Cell<V>(V squashed)
            where V : struct, ILanes<V, T> => squashed;
    }
}
