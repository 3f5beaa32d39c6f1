namespace RnnPS;

/// <summary>A step of one business day, Monday to Friday.</summary>
internal sealed class BusinessDayStep : TimeStep
{
    private const int DaysPerWeek = 7;
    private const int BusinessDays = 5;
    private readonly long _first;
    private readonly TimeSpan _timeOfDay;

    private BusinessDayStep(long first, TimeSpan timeOfDay)
    {
        _first = first;
        _timeOfDay = timeOfDay;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TimeCycle> Cycles => [new TimeCycle(BusinessDays, TimeCycle.Week)];

    /// <summary>Creates the step of rows. They must show that weekends are left out.</summary>
    /// <param name="times">The times as ticks, two or more.</param>
    /// <returns>The step; null if the times do not rise by business days, or do not cross a weekend.</returns>
    public static BusinessDayStep? TryCreate(IReadOnlyList<decimal> times)
    {
        List<long> days = [.. times.Select(time => (long)time / TimeSpan.TicksPerDay)];
        if (days.Exists(day => day % DaysPerWeek >= BusinessDays) || days[0] / DaysPerWeek == days[^1] / DaysPerWeek)
        {
            return null;
        }

        List<long> places = [.. days.Select(Place)];
        // Monday, Wednesday and Friday are one business day apart only over the weekend: those are not daily rows.
        bool isDaily = false;
        bool hasGap = false;
        for (int i = 1; i < days.Count; i++)
        {
            isDaily |= days[i] - days[i - 1] == 1;
            hasGap |= places[i] - places[i - 1] != 1;
        }

        return SmallestGap(places) == 1 && (isDaily || !hasGap)
            ? new BusinessDayStep(places[0], new DateTime((long)times[0]).TimeOfDay)
            : null;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<decimal> Numbers => [_first, _timeOfDay.Ticks];

    /// <summary>Creates the step with some <see cref="Numbers"/>.</summary>
    /// <returns>The step; null if there is none.</returns>
    public static BusinessDayStep? Restore(IReadOnlyList<decimal> numbers) =>
        numbers is [>= 0 and <= int.MaxValue and var first, >= 0 and < TimeSpan.TicksPerDay and var ticks]
            ? new BusinessDayStep((long)first, TimeSpan.FromTicks((long)ticks))
            : null;

    /// <inheritdoc/>
    public override long? PositionOf(decimal time)
    {
        var date = new DateTime((long)time);
        long day = date.Ticks / TimeSpan.TicksPerDay;
        return day % DaysPerWeek < BusinessDays && date.TimeOfDay == _timeOfDay ? Place(day) - _first : null;
    }

    /// <inheritdoc/>
    public override decimal At(long position)
    {
        (long week, long day) = Math.DivRem(checked(_first + position), BusinessDays);
        return ((decimal)((week * DaysPerWeek) + day) * TimeSpan.TicksPerDay) + _timeOfDay.Ticks;
    }

    /// <summary>Formats the step.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => "1 business day";

    // Day 0 of the calendar, the first of January of the year 1, is a Monday.
    private static long Place(long day) => (day / DaysPerWeek * BusinessDays) + (day % DaysPerWeek);
}
