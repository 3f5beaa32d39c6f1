using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>
/// A tanh cell whose state fits one vector: product and activation in one go, with nothing called and nothing stored between.
/// </summary>
internal static class SmallStateKernel
{
    /// <summary>pre(i) += before(i)·R and after(i) = tanh(pre(i)), one after the other.</summary>
    /// <remarks>
    /// A vector is wider than a state, so that every store runs over into what follows it. Of <paramref name="pre"/> that is
    /// read before and written back; of <paramref name="after"/> it is written later. Both need a vector's room at their ends.
    /// For the steps of one sequence, <paramref name="after"/> is <paramref name="before"/> one state further on.
    /// </remarks>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TLanes">The vectors.</typeparam>
    /// <param name="pre">[count × size]: P, and then what entered the activation.</param>
    /// <param name="panel">R, [size × one vector].</param>
    /// <param name="before">[count × size]: the states before.</param>
    /// <param name="after">[count × size]: the states after.</param>
    /// <param name="count">How many.</param>
    /// <param name="size">The components of a state; at most a vector's.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RunTanh<T, TLanes>(ref T pre, ref T panel, ref T before, ref T after, nint count, nint size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        TLanes next = TLanes.Load(ref pre, 0);
        for (nint i = 0; i < count; i++)
        {
            TLanes sum = next;
            next = TLanes.Load(ref pre, (i + 1) * size);
            for (nint k = 0; k < size; k++)
            {
                sum = TLanes.MultiplyAdd(
                    TLanes.Broadcast(Unsafe.Add(ref before, (i * size) + k)), TLanes.Load(ref panel, k * TLanes.Count), sum);
            }

            sum.Store(ref pre, i * size);
            VectorMath<T, TLanes>.Tanh(sum).Store(ref after, i * size);
        }

        // What the last store ran over into belongs to somebody else, who may not have read it yet.
        next.Store(ref pre, count * size);
    }
}
