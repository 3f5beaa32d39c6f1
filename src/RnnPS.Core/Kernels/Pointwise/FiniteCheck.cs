using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>Tells whether all numbers of a buffer are finite.</summary>
internal static class FiniteCheck
{
    /// <summary>Whether no number is infinite or NaN.</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    /// <param name="x">The numbers.</param>
    public static bool AllFinite<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // x − x is 0 for a finite x and NaN for others, and a sum keeps a NaN.
        ref T from = ref MemoryMarshal.GetReference(x);
        Vector<T> lanes = Vector<T>.Zero;
        int i = 0;
        for (; i + Vector<T>.Count <= x.Length; i += Vector<T>.Count)
        {
            var value = Vector.LoadUnsafe(ref from, (nuint)i);
            lanes += value - value;
        }

        T rest = T.Zero;
        for (; i < x.Length; i++)
        {
            rest += x[i] - x[i];
        }

        return T.IsZero(rest) && Vector.EqualsAll(lanes, Vector<T>.Zero);
    }
}
