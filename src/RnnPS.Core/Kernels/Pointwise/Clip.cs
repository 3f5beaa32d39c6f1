using System.Numerics;

namespace RnnPS;

/// <summary>Cuts vectors to between −bound and bound, in place.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="bound">Above 0, or null to cut nothing.</param>
internal readonly struct Clip<T>(double? bound)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The bound; infinite where nothing is cut.</summary>
    public T Bound { get; } = bound is { } value ? T.CreateSaturating(value) : T.PositiveInfinity;

    /// <summary>Whether it cuts anything.</summary>
    public bool Cuts => !T.IsPositiveInfinity(Bound);

    /// <summary>Whether a number, cut or not yet, is at the bound or beyond it.</summary>
    public bool Reached(T value) => T.Abs(value) >= Bound;

    /// <summary>Cuts a vector.</summary>
    /// <param name="values">The vector.</param>
    public void Apply(Span<T> values)
    {
        if (!Cuts)
        {
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = T.Clamp(values[i], -Bound, Bound);
        }
    }
}
