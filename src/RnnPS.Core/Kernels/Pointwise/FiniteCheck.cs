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
        // x − x is 0 for a finite x and NaN for others, and a sum keeps a NaN. Four sums, since each addition waits for the one before.
        ref T from = ref MemoryMarshal.GetReference(x);
        int width = Vector<T>.Count;
        (Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> d) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero);
        int i = 0;
        for (; i + (4 * width) <= x.Length; i += 4 * width)
        {
            a += Difference(ref from, i);
            b += Difference(ref from, i + width);
            c += Difference(ref from, i + (2 * width));
            d += Difference(ref from, i + (3 * width));
        }

        for (; i + width <= x.Length; i += width)
        {
            a += Difference(ref from, i);
        }

        T rest = T.Zero;
        for (; i < x.Length; i++)
        {
            rest += x[i] - x[i];
        }

        return T.IsZero(rest) && Vector.EqualsAll(a + b + c + d, Vector<T>.Zero);
    }

    private static Vector<T> Difference<T>(ref T from, int index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var x = Vector.LoadUnsafe(ref from, (nuint)index);
        return x - x;
    }
}
