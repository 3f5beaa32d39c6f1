using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>The kernels for one width of vectors. All give each element the same bits whatever it is computed beside.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract class KernelSet<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The widest that this machine has.</summary>
    public static KernelSet<T> Best { get; } = All().First();

    /// <summary>The numbers of a vector.</summary>
    public abstract int Lanes { get; }

    /// <summary>The sets that this machine can run, the widest first.</summary>
    public static IEnumerable<KernelSet<T>> All()
    {
        if (Lanes512<T>.IsSupported)
        {
            yield return new KernelSet<T, Lanes512<T>>();
        }

        if (Lanes256<T>.IsSupported)
        {
            yield return new KernelSet<T, Lanes256<T>>();
        }

        if (Lanes128<T>.IsSupported)
        {
            yield return new KernelSet<T, Lanes128<T>>();
        }

        yield return new KernelSet<T, Lanes1<T>>();
    }

    /// <summary>Lays a matrix out for <see cref="Multiply"/>.</summary>
    /// <param name="matrix">[depth × columns], row by row.</param>
    /// <param name="depth">The rows.</param>
    /// <param name="columns">The columns.</param>
    public PackedMatrix<T> Pack(ReadOnlySpan<T> matrix, int depth, int columns) => new(matrix, depth, columns, Lanes);

    /// <summary>Y[:, ..columns] = start + X·W.</summary>
    /// <param name="x">[rows × depth].</param>
    /// <param name="w">The matrix, laid out by this set.</param>
    /// <param name="start">What every row of Y starts from, [columns]; empty where Y starts from itself.</param>
    /// <param name="y">[rows × stride], from the first column of the result on.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="stride">From one row of Y to the next.</param>
    /// <param name="backward">Whether to read W from its end: what was read last is still in the cache.</param>
    public abstract void Multiply(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride, bool backward = false);

    /// <summary>y = tanh(x); the two may be the same span.</summary>
    public abstract void Tanh(ReadOnlySpan<T> x, Span<T> y);

    /// <summary>y = 1 / (1 + e^−x); the two may be the same span.</summary>
    public abstract void Sigmoid(ReadOnlySpan<T> x, Span<T> y);

    /// <summary>One row of an LSTM with sigmoid gates and tanh: c = f∘c + i∘c̃, h = o∘tanh(c).</summary>
    /// <param name="pre">What enters the gates i, f, c, o, [4·hidden].</param>
    /// <param name="before">c(t−1), [hidden].</param>
    /// <param name="c">c(t), [hidden].</param>
    /// <param name="h">o∘tanh(c), [hidden].</param>
    /// <param name="gates">i, f, c̃, o, where they are kept.</param>
    public abstract void Lstm(ReadOnlySpan<T> pre, ReadOnlySpan<T> before, Span<T> c, Span<T> h, Gates<T> gates);

    /// <summary>One row of a GRU with the reset gate after the product, sigmoid gates and tanh.</summary>
    /// <param name="pre">P of the gates z, r, h, [3·hidden]; where gates are kept, what enters them is written here.</param>
    /// <param name="recurrent">Q of the gates, [3·hidden].</param>
    /// <param name="before">h(t−1), [hidden].</param>
    /// <param name="h">h(t), [hidden].</param>
    /// <param name="gates">z, r, h̃, where they are kept.</param>
    public abstract void Gru(Span<T> pre, ReadOnlySpan<T> recurrent, ReadOnlySpan<T> before, Span<T> h, Gates<T> gates);
}

/// <summary>Where a kernel leaves gates; all empty where nobody wants them.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly ref struct Gates<T>(Span<T> first, Span<T> second, Span<T> third, Span<T> fourth = default)
{
    public Span<T> First { get; } = first;

    public Span<T> Second { get; } = second;

    public Span<T> Third { get; } = third;

    public Span<T> Fourth { get; } = fourth;

    public bool Kept => !First.IsEmpty;
}

/// <summary>A <see cref="KernelSet{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TLanes">The vectors.</typeparam>
internal sealed class KernelSet<T, TLanes> : KernelSet<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    /// <inheritdoc/>
    public override int Lanes => TLanes.Count;

    /// <inheritdoc/>
    public override void Multiply(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride, bool backward = false) =>
        MatrixProduct<T, TLanes>.Run(x, w, start, y, rows, stride, backward);

    /// <inheritdoc/>
    public override void Tanh(ReadOnlySpan<T> x, Span<T> y)
    {
        ref T from = ref MemoryMarshal.GetReference(x);
        ref T to = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i + TLanes.Count <= x.Length; i += TLanes.Count)
        {
            VectorMath<T, TLanes>.Tanh(TLanes.Load(ref from, i)).Store(ref to, i);
        }

        if (i < x.Length)
        {
            Span<T> rest = stackalloc T[TLanes.Count];
            x[i..].CopyTo(rest);
            VectorMath<T, TLanes>.Tanh(TLanes.Load(ref rest[0], 0)).Store(ref rest[0], 0);
            rest[..(x.Length - i)].CopyTo(y[i..]);
        }
    }

    /// <inheritdoc/>
    public override void Sigmoid(ReadOnlySpan<T> x, Span<T> y)
    {
        ref T from = ref MemoryMarshal.GetReference(x);
        ref T to = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i + TLanes.Count <= x.Length; i += TLanes.Count)
        {
            VectorMath<T, TLanes>.Sigmoid(TLanes.Load(ref from, i)).Store(ref to, i);
        }

        if (i < x.Length)
        {
            Span<T> rest = stackalloc T[TLanes.Count];
            x[i..].CopyTo(rest);
            VectorMath<T, TLanes>.Sigmoid(TLanes.Load(ref rest[0], 0)).Store(ref rest[0], 0);
            rest[..(x.Length - i)].CopyTo(y[i..]);
        }
    }

    /// <inheritdoc/>
    public override void Lstm(ReadOnlySpan<T> pre, ReadOnlySpan<T> before, Span<T> c, Span<T> h, Gates<T> gates)
    {
        int hidden = c.Length;
        int i = 0;
        for (; i + TLanes.Count <= hidden; i += TLanes.Count)
        {
            GateKernels<T, TLanes>.Lstm(pre, before, c, h, gates, hidden, i);
        }

        if (i < hidden)
        {
            // The rest goes through vectors of its own, filled up with zeros.
            int rest = hidden - i;
            int lanes = TLanes.Count;
            Span<T> buffer = stackalloc T[11 * lanes];
            for (int gate = 0; gate < 4; gate++)
            {
                pre.Slice((gate * hidden) + i, rest).CopyTo(buffer[(gate * lanes)..]);
            }

            before.Slice(i, rest).CopyTo(buffer[(4 * lanes)..]);
            Span<T> kept = gates.Kept ? buffer[(7 * lanes)..] : default;
            Gates<T> padded = gates.Kept
                ? new Gates<T>(kept[..lanes], kept.Slice(lanes, lanes), kept.Slice(2 * lanes, lanes), kept.Slice(3 * lanes, lanes))
                : default;
            Span<T> paddedC = buffer.Slice(5 * lanes, lanes);
            Span<T> paddedH = buffer.Slice(6 * lanes, lanes);
            GateKernels<T, TLanes>.Lstm(buffer, buffer.Slice(4 * lanes, lanes), paddedC, paddedH, padded, lanes, 0);
            paddedC[..rest].CopyTo(c[i..]);
            paddedH[..rest].CopyTo(h[i..]);
            if (gates.Kept)
            {
                padded.First[..rest].CopyTo(gates.First[i..]);
                padded.Second[..rest].CopyTo(gates.Second[i..]);
                padded.Third[..rest].CopyTo(gates.Third[i..]);
                padded.Fourth[..rest].CopyTo(gates.Fourth[i..]);
            }
        }
    }

    /// <inheritdoc/>
    public override void Gru(Span<T> pre, ReadOnlySpan<T> recurrent, ReadOnlySpan<T> before, Span<T> h, Gates<T> gates)
    {
        int hidden = h.Length;
        int i = 0;
        for (; i + TLanes.Count <= hidden; i += TLanes.Count)
        {
            GateKernels<T, TLanes>.Gru(pre, recurrent, before, h, gates, hidden, i);
        }

        if (i < hidden)
        {
            int rest = hidden - i;
            int lanes = TLanes.Count;
            Span<T> buffer = stackalloc T[11 * lanes];
            for (int gate = 0; gate < 3; gate++)
            {
                pre.Slice((gate * hidden) + i, rest).CopyTo(buffer[(gate * lanes)..]);
                recurrent.Slice((gate * hidden) + i, rest).CopyTo(buffer[((3 + gate) * lanes)..]);
            }

            before.Slice(i, rest).CopyTo(buffer[(6 * lanes)..]);
            Span<T> kept = gates.Kept ? buffer[(8 * lanes)..] : default;
            Gates<T> padded = gates.Kept
                ? new Gates<T>(kept[..lanes], kept.Slice(lanes, lanes), kept.Slice(2 * lanes, lanes))
                : default;
            Span<T> paddedH = buffer.Slice(7 * lanes, lanes);
            GateKernels<T, TLanes>.Gru(
                buffer[..(3 * lanes)], buffer.Slice(3 * lanes, 3 * lanes), buffer.Slice(6 * lanes, lanes), paddedH, padded, lanes, 0);
            paddedH[..rest].CopyTo(h[i..]);
            if (gates.Kept)
            {
                padded.First[..rest].CopyTo(gates.First[i..]);
                padded.Second[..rest].CopyTo(gates.Second[i..]);
                padded.Third[..rest].CopyTo(gates.Third[i..]);
                for (int gate = 0; gate < 3; gate++)
                {
                    buffer.Slice(gate * lanes, rest).CopyTo(pre[((gate * hidden) + i)..]);
                }
            }
        }
    }
}
