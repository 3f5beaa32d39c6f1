using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>Numbers of one precision as numbers of the other.</summary>
internal static class PrecisionKernels
{
    // A small copy is cheaper by hand than by a call.
    private const int Small = 8;

    /// <summary>y = x, rounded to the nearest where y is the narrower.</summary>
    /// <typeparam name="TFrom">float or double.</typeparam>
    /// <typeparam name="TTo">float or double.</typeparam>
    /// <param name="x">The numbers.</param>
    /// <param name="y">At least as long.</param>
    public static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> x, Span<TTo> y)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo>
    {
        if (typeof(TFrom) == typeof(TTo))
        {
            Copy(x, MemoryMarshal.Cast<TTo, TFrom>(y));
        }
        else if (typeof(TFrom) == typeof(float))
        {
            Widen(MemoryMarshal.Cast<TFrom, float>(x), MemoryMarshal.Cast<TTo, double>(y));
        }
        else
        {
            Narrow(MemoryMarshal.Cast<TFrom, double>(x), MemoryMarshal.Cast<TTo, float>(y));
        }
    }

    private static void Copy<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        if (x.Length > Small)
        {
            x.CopyTo(y);
            return;
        }

        for (int i = 0; i < x.Length; i++)
        {
            y[i] = x[i];
        }
    }

    private static void Widen(ReadOnlySpan<float> x, Span<double> y)
    {
        int i = 0;
        for (; i + Vector<float>.Count <= x.Length; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(x[i..]), out Vector<double> low, out Vector<double> high);
            low.CopyTo(y[i..]);
            high.CopyTo(y[(i + Vector<double>.Count)..]);
        }

        for (; i < x.Length; i++)
        {
            y[i] = x[i];
        }
    }

    private static void Narrow(ReadOnlySpan<double> x, Span<float> y)
    {
        int i = 0;
        for (; i + Vector<float>.Count <= x.Length; i += Vector<float>.Count)
        {
            Vector.Narrow(new Vector<double>(x[i..]), new Vector<double>(x[(i + Vector<double>.Count)..])).CopyTo(y[i..]);
        }

        for (; i < x.Length; i++)
        {
            y[i] = (float)x[i];
        }
    }
}
