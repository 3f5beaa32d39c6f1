namespace RnnPS;

/// <summary>A regular step between times. Times are numbers here: plain numbers, or the ticks of dates.</summary>
internal abstract class TimeStep
{
    /// <summary>Counts the steps from the first row to a time.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The number of steps; null if the time is not a whole number of steps away.</returns>
    public abstract long? PositionOf(decimal time);

    /// <summary>Computes a time.</summary>
    /// <param name="position">The number of steps after the first row.</param>
    /// <returns>The time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is beyond the calendar.</exception>
    /// <exception cref="OverflowException">The time is too large.</exception>
    public abstract decimal At(long position);

    /// <summary>The cycles of the calendar that are a whole number of steps, two or more, from the shortest to the longest.</summary>
    public abstract IReadOnlyList<TimeCycle> Cycles { get; }

    /// <summary>The numbers that tell the step from others of its kind, to create it again.</summary>
    public abstract IReadOnlyList<decimal> Numbers { get; }

    /// <summary>The smallest distance of neighbours; null if there is one that is not positive.</summary>
    protected static T? SmallestGap<T>(IReadOnlyList<T> positions)
        where T : struct, System.Numerics.INumber<T>
    {
        T smallest = positions[1] - positions[0];
        for (int i = 2; i < positions.Count; i++)
        {
            smallest = T.Min(smallest, positions[i] - positions[i - 1]);
        }

        return T.IsPositive(smallest) && !T.IsZero(smallest) ? smallest : null;
    }
}
