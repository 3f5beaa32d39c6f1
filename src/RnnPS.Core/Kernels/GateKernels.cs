using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>The gates of the common cells, one vector of units at a time, with nothing written but what is wanted.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TLanes">The vectors.</typeparam>
internal static class GateKernels<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    /// <summary>See <see cref="KernelSet{T}.Lstm"/>; the gates of <paramref name="pre"/> are <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lstm(
        ReadOnlySpan<T> pre, ReadOnlySpan<T> before, Span<T> c, Span<T> h, Gates<T> gates, int stride, int unit)
    {
        ref T p = ref MemoryMarshal.GetReference(pre);
        TLanes i = VectorMath<T, TLanes>.Sigmoid(TLanes.Load(ref p, unit));
        TLanes f = VectorMath<T, TLanes>.Sigmoid(TLanes.Load(ref p, stride + unit));
        TLanes candidate = VectorMath<T, TLanes>.Tanh(TLanes.Load(ref p, (2 * stride) + unit));
        TLanes o = VectorMath<T, TLanes>.Sigmoid(TLanes.Load(ref p, (3 * stride) + unit));
        TLanes state = TLanes.MultiplyAdd(f, TLanes.Load(ref MemoryMarshal.GetReference(before), unit), i * candidate);
        state.Store(ref MemoryMarshal.GetReference(c), unit);
        (o * VectorMath<T, TLanes>.Tanh(state)).Store(ref MemoryMarshal.GetReference(h), unit);
        if (gates.Kept)
        {
            i.Store(ref MemoryMarshal.GetReference(gates.First), unit);
            f.Store(ref MemoryMarshal.GetReference(gates.Second), unit);
            candidate.Store(ref MemoryMarshal.GetReference(gates.Third), unit);
            o.Store(ref MemoryMarshal.GetReference(gates.Fourth), unit);
        }
    }

    /// <summary>See <see cref="KernelSet{T}.Gru"/>; the gates of <paramref name="pre"/> are <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Gru(
        Span<T> pre, ReadOnlySpan<T> recurrent, ReadOnlySpan<T> before, Span<T> h, Gates<T> gates, int stride, int unit)
    {
        ref T p = ref MemoryMarshal.GetReference(pre);
        ref T q = ref MemoryMarshal.GetReference(recurrent);
        TLanes preZ = TLanes.Load(ref p, unit) + TLanes.Load(ref q, unit);
        TLanes preR = TLanes.Load(ref p, stride + unit) + TLanes.Load(ref q, stride + unit);
        TLanes z = VectorMath<T, TLanes>.Sigmoid(preZ);
        TLanes r = VectorMath<T, TLanes>.Sigmoid(preR);
        TLanes preCandidate = TLanes.MultiplyAdd(r, TLanes.Load(ref q, (2 * stride) + unit), TLanes.Load(ref p, (2 * stride) + unit));
        TLanes candidate = VectorMath<T, TLanes>.Tanh(preCandidate);
        // z·h + (1 − z)·h̃ = h̃ + z·(h − h̃)
        TLanes old = TLanes.Load(ref MemoryMarshal.GetReference(before), unit);
        TLanes.MultiplyAdd(z, old - candidate, candidate).Store(ref MemoryMarshal.GetReference(h), unit);
        if (gates.Kept)
        {
            preZ.Store(ref p, unit);
            preR.Store(ref p, stride + unit);
            preCandidate.Store(ref p, (2 * stride) + unit);
            z.Store(ref MemoryMarshal.GetReference(gates.First), unit);
            r.Store(ref MemoryMarshal.GetReference(gates.Second), unit);
            candidate.Store(ref MemoryMarshal.GetReference(gates.Third), unit);
        }
    }
}
