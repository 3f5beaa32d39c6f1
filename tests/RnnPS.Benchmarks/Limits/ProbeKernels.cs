using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS.Benchmarks;

/// <summary>Loops that do nothing but keep one part of the machine as busy as it can be, on its widest vectors.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract class ProbeKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Those for the machine's widest vectors.</summary>
    public static ProbeKernels<T> Best { get; } =
        Lanes512<T>.IsSupported ? new ProbeKernels<T, Lanes512<T>>()
        : Lanes256<T>.IsSupported ? new ProbeKernels<T, Lanes256<T>>()
        : Lanes128<T>.IsSupported ? new ProbeKernels<T, Lanes128<T>>()
        : new ProbeKernels<T, Lanes1<T>>();

    /// <summary>The multiply-adds of one turn of <see cref="MultiplyAdd"/>.</summary>
    public abstract int MultiplyAddsOfTurn { get; }

    /// <summary>The numbers of a block of <see cref="Read"/>.</summary>
    public abstract int BlockLength { get; }

    /// <summary>Multiplies and adds, from registers into registers.</summary>
    /// <returns>Something that depends on all of it.</returns>
    public abstract T MultiplyAdd(int turns);

    /// <summary>
    /// Reads memory again and again, block by block, every other time from the last block on: so the engine does, and the
    /// cache still holds what was read last.
    /// </summary>
    /// <param name="memory">A whole number of blocks.</param>
    /// <param name="passes">How many times.</param>
    /// <returns>Something that depends on all of it.</returns>
    public abstract T Read(ReadOnlySpan<T> memory, int passes);
}

/// <summary><see cref="ProbeKernels{T}"/> for one width.</summary>
/// <remarks>The loops make no calls and are not inlined, or their sums would not stay in registers.</remarks>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TLanes">The vectors.</typeparam>
internal sealed class ProbeKernels<T, TLanes> : ProbeKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    // Enough for two multiply-adds a cycle that take four each; and 16 registers hold them.
    private const int Accumulators = 12;

    // A row of a panel is 4 vectors: 16 such rows.
    private const int BlockVectors = 64;

    /// <inheritdoc/>
    public override int MultiplyAddsOfTurn => Accumulators * TLanes.Count;

    /// <inheritdoc/>
    public override int BlockLength => BlockVectors * TLanes.Count;

    /// <inheritdoc/>
    public override T MultiplyAdd(int turns)
    {
        Span<T> sums = stackalloc T[TLanes.Count];
        // Each sum tends to 1/2 + 1/2 + … = 1: no overflow, no subnormal numbers.
        MultiplyAddLoop(turns, T.CreateChecked(0.5), ref sums[0]);
        return sums[0];
    }

    /// <inheritdoc/>
    public override T Read(ReadOnlySpan<T> memory, int passes)
    {
        Span<T> sums = stackalloc T[TLanes.Count];
        ReadLoop(ref MemoryMarshal.GetReference(memory), memory.Length / BlockLength, passes, ref sums[0]);
        return sums[0];
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyAddLoop(int turns, T half, ref T result)
    {
        TLanes a = TLanes.Broadcast(half);
        TLanes s00 = a, s01 = a, s02 = a, s03 = a, s04 = a, s05 = a, s06 = a, s07 = a;
        TLanes s08 = a, s09 = a, s10 = a, s11 = a;
        for (int turn = 0; turn < turns; turn++)
        {
            s00 = TLanes.MultiplyAdd(s00, a, a);
            s01 = TLanes.MultiplyAdd(s01, a, a);
            s02 = TLanes.MultiplyAdd(s02, a, a);
            s03 = TLanes.MultiplyAdd(s03, a, a);
            s04 = TLanes.MultiplyAdd(s04, a, a);
            s05 = TLanes.MultiplyAdd(s05, a, a);
            s06 = TLanes.MultiplyAdd(s06, a, a);
            s07 = TLanes.MultiplyAdd(s07, a, a);
            s08 = TLanes.MultiplyAdd(s08, a, a);
            s09 = TLanes.MultiplyAdd(s09, a, a);
            s10 = TLanes.MultiplyAdd(s10, a, a);
            s11 = TLanes.MultiplyAdd(s11, a, a);
        }

        TLanes sum = s00 + s01 + s02 + s03 + s04 + s05 + s06 + s07 + s08 + s09 + s10 + s11;
        sum.Store(ref result, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ReadLoop(ref T memory, nint blocks, int passes, ref T result)
    {
        nint lanes = TLanes.Count;
        nint length = BlockVectors * lanes;
        TLanes s0 = TLanes.Broadcast(T.Zero), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        nint first = 0;
        nint forth = length;
        for (int pass = 0; pass < passes; pass++)
        {
            for (nint block = 0; block < blocks; block++)
            {
                for (nint i = first; i < first + length; i += 8 * lanes)
                {
                    s0 += TLanes.Load(ref memory, i);
                    s1 += TLanes.Load(ref memory, i + (1 * lanes));
                    s2 += TLanes.Load(ref memory, i + (2 * lanes));
                    s3 += TLanes.Load(ref memory, i + (3 * lanes));
                    s4 += TLanes.Load(ref memory, i + (4 * lanes));
                    s5 += TLanes.Load(ref memory, i + (5 * lanes));
                    s6 += TLanes.Load(ref memory, i + (6 * lanes));
                    s7 += TLanes.Load(ref memory, i + (7 * lanes));
                }

                first += forth;
            }

            first -= forth;
            forth = -forth;
        }

        (s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7).Store(ref result, 0);
    }
}
