namespace RnnPS;

/// <summary>The regular grid that explains the times of a series: each row lies on it, and some places may be empty.</summary>
internal sealed class TimeGrid
{
    // One second explains all dates, but leaves most places empty.
    private const int LargestGapsPerRow = 10;

    private TimeGrid(TimeStep step, bool isInstant, long[] positions)
    {
        Step = step;
        IsInstant = isInstant;
        Positions = positions;
    }

    /// <summary>The step from one place to the next.</summary>
    public TimeStep Step { get; }

    /// <summary>Whether the step is between instants. Otherwise it is between the times that a clock on the wall shows.</summary>
    public bool IsInstant { get; }

    /// <summary>The place of each row; the first is 0.</summary>
    public long[] Positions { get; }

    /// <summary>The number of places before the last row that have no row.</summary>
    public long Absent => Positions[^1] + 1 - Positions.Length;

    // Not more rows are absent than are there; or long stretches are, but most rows come one step after the row before.
    private bool IsRegular => Absent <= Positions.Length
        || (Absent <= LargestGapsPerRow * (long)Positions.Length
            && 2 * Positions.Zip(Positions.Skip(1), (before, after) => after - before).Count(steps => steps == 1) >= Positions.Length - 1);

    /// <summary>
    /// Finds the grid of a series: the one with the fewest absent rows. Of several, business days come before months, and months
    /// before a fixed span.
    /// </summary>
    /// <param name="kind">The type of the times.</param>
    /// <param name="times">The times, two or more, whose instants rise.</param>
    /// <returns>The grid; null if no step explains all times.</returns>
    public static TimeGrid? Find(TimeKind kind, IReadOnlyList<object> times)
    {
        decimal[] wall = [.. times.Select(kind.ToWall)];
        decimal[] instants = kind.HasOffset ? [.. times.Select(kind.ToInstant)] : wall;
        List<TimeGrid?> grids = [];
        if (kind.IsDate)
        {
            grids.Add(Fit(BusinessDayStep.TryCreate(wall), wall));
            grids.Add(Fit(MonthStep.TryCreate(wall), wall));
        }

        // Where the clock may be set back or forward, whole days go by the clock, and hours by the instant.
        if (SpanStep.TryCreate(wall, kind.IsDate) is var span && (!kind.HasOffset || span is { IsWholeDays: true }))
        {
            grids.Add(Fit(span, wall));
        }

        if (kind.HasOffset)
        {
            grids.Add(Fit(SpanStep.TryCreate(instants, kind.IsDate), instants, isInstant: true));
        }

        return grids.OfType<TimeGrid>().MinBy(grid => grid.Absent);
    }

    /// <summary>Creates a grid that knows only its first and last place.</summary>
    /// <returns>The grid; null if the last time is not on the step.</returns>
    public static TimeGrid? Restore(TimeStep step, bool isInstant, TimeKind kind, object last) =>
        step.PositionOf(isInstant ? kind.ToInstant(last) : kind.ToWall(last)) is >= 1 and var position
            ? new TimeGrid(step, isInstant, [0, position])
            : null;

    private static TimeGrid? Fit(TimeStep? step, decimal[] times, bool isInstant = false)
    {
        if (step is null)
        {
            return null;
        }

        var positions = new long[times.Length];
        for (int row = 0; row < times.Length; row++)
        {
            if (step.PositionOf(times[row]) is not { } position || (row > 0 && position <= positions[row - 1]))
            {
                return null;
            }

            positions[row] = position;
        }

        var grid = new TimeGrid(step, isInstant, positions);
        return grid.IsRegular ? grid : null;
    }
}
