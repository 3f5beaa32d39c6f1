namespace RnnPS;

/// <summary>What the times of a series must be: they rise, by a regular step.</summary>
internal static class TimeRules
{
    private const string ClockSetBack = "Where a clock was set back, write times with their offset from UTC.";

    /// <summary>Requires that times rise.</summary>
    /// <param name="kind">The type of the times.</param>
    /// <param name="times">The times.</param>
    /// <param name="rows">Names the rows in errors.</param>
    /// <exception cref="RnnException">A time is there twice, or is before the one of an earlier row (<see cref="RnnErrorId.Time"/>).</exception>
    public static void RequireOrder(TimeKind kind, IReadOnlyList<object> times, TimeRows rows)
    {
        List<decimal> instants = [.. times.Select(kind.ToInstant)];
        List<decimal> steps = [.. instants.Zip(instants.Skip(1), (before, after) => after - before)];
        int fault = steps.FindIndex(step => step <= 0);
        if (fault < 0)
        {
            return;
        }

        int row = fault + 1;
        string time = RnnFormat.Time(times[row]);
        if (steps.TrueForAll(step => step < 0))
        {
            throw rows.Error(
                row,
                $"{rows.Property} is {time}, which is before {RnnFormat.Time(times[fault])} of the row above: the newest row comes first. "
                + "Give the oldest row first, for example by [array]::Reverse($rows).",
                times[row]);
        }

        // Rows that are out of order may be twice there, too; sorting them is the first remedy.
        throw rows.Error(
            row,
            steps[fault] == 0
                ? $"{rows.Property} is {time}, as in the row above: expected each time once. Leave one of the rows out, or give -GroupBy if they "
                    + $"belong to different series. {ClockSetBack}"
                : $"{rows.Property} is {time}, which is before {RnnFormat.Time(times[fault])} of the row above: "
                    + (IsClockSetBack(kind, steps, fault) ? $"the rows go on as if it were an hour earlier. {ClockSetBack} Otherwise " : string.Empty)
                    + $"sort the rows by {rows.Property}, the oldest first, or give -GroupBy if they belong to different series.",
            times[row]);
    }

    /// <summary>Creates the error for times without a regular step. It names the first row that does not fit those before it.</summary>
    /// <param name="kind">The type of the times.</param>
    /// <param name="times">The times; no step explains them.</param>
    /// <param name="rows">Names the rows in errors.</param>
    public static RnnException NoStep(TimeKind kind, IReadOnlyList<object> times, TimeRows rows)
    {
        // The first rows have a step, all of them have none. A search in halves finds a row where that changes.
        int with = 2;
        int without = times.Count;
        while (without - with > 1)
        {
            int middle = (with + without) / 2;
            (with, without) = TimeGrid.Find(kind, [.. times.Take(middle)]) is null ? (with, middle) : (middle, without);
        }

        string step = TimeGrid.Find(kind, [.. times.Take(with)])!.Step.ToString()!;
        return rows.Error(
            with,
            $"{rows.Property} is {RnnFormat.Time(times[with])}, which does not fit the step of {step} that the rows before it have, from "
            + $"{RnnFormat.Time(times[0])} to {RnnFormat.Time(times[with - 1])}. No regular step explains all times: expected a fixed span, months, "
            + "years or business days. Correct the row, or leave -TimeProperty out; Step counts the rows then.",
            times[with]);
    }

    // Half hours go from 2:30 to 2:00 then, and the rows around that are half an hour apart.
    private static bool IsClockSetBack(TimeKind kind, List<decimal> steps, int fault) =>
        kind.IsDate && fault > 0 && steps[fault] + TimeSpan.TicksPerHour == steps[fault - 1];
}
