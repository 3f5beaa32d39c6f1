namespace RnnPS;

/// <summary>A step of whole months or years to the same day of the month, or to the last day where a month is shorter.</summary>
internal sealed class MonthStep : TimeStep
{
    private const int LastDay = 31;
    private const int MonthsPerYear = 12;
    private const int MostMonths = 9999 * MonthsPerYear;
    private readonly long _first;
    private readonly long _months;
    private readonly int _day;
    private readonly TimeSpan _timeOfDay;

    private MonthStep(long first, long months, int day, TimeSpan timeOfDay)
    {
        _first = first;
        _months = months;
        _day = day;
        _timeOfDay = timeOfDay;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TimeCycle> Cycles =>
        _months < MonthsPerYear && MonthsPerYear % _months == 0 ? [new TimeCycle((int)(MonthsPerYear / _months), TimeCycle.Year)] : [];

    /// <summary>Creates the step of rows. If all are on the last day of a month, so are later ones.</summary>
    /// <param name="times">The times as ticks, two or more.</param>
    /// <returns>The step; null if the times do not rise by months.</returns>
    public static MonthStep? TryCreate(IReadOnlyList<decimal> times)
    {
        var dates = times.Select(time => new DateTime((long)time)).ToList();
        // The 30th is the 28th or 29th in February: the largest day is the day of the series.
        int day = dates.TrueForAll(date => date.Day == DateTime.DaysInMonth(date.Year, date.Month)) ? LastDay : dates.Max(date => date.Day);
        return SmallestGap<long>([.. dates.Select(Month)]) is { } months ? new MonthStep(Month(dates[0]), months, day, dates[0].TimeOfDay) : null;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<decimal> Numbers => [_first, _months, _day, _timeOfDay.Ticks];

    /// <summary>Creates the step with some <see cref="Numbers"/>.</summary>
    /// <returns>The step; null if there is none.</returns>
    public static MonthStep? Restore(IReadOnlyList<decimal> numbers) =>
        numbers is [>= 0 and <= MostMonths and var first, >= 1 and <= MostMonths and var months, >= 1 and <= LastDay and var day, >= 0 and < TimeSpan.TicksPerDay and var ticks]
            ? new MonthStep((long)first, (long)months, (int)day, TimeSpan.FromTicks((long)ticks))
            : null;

    /// <inheritdoc/>
    public override long? PositionOf(decimal time)
    {
        var date = new DateTime((long)time);
        (long position, long rest) = Math.DivRem(Month(date) - _first, _months);
        return rest == 0 && date.TimeOfDay == _timeOfDay && date.Day == DayIn(date.Year, date.Month) ? position : null;
    }

    /// <inheritdoc/>
    public override decimal At(long position)
    {
        (long year, long month) = Math.DivRem(checked(_first + (_months * position)), MonthsPerYear);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, DateTime.MaxValue.Year);
        return new DateTime((int)year, (int)month + 1, DayIn((int)year, (int)month + 1)).Ticks + _timeOfDay.Ticks;
    }

    /// <summary>Formats the step, for example <c>3 months</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => _months % MonthsPerYear == 0 ? RnnMessages.Count(_months / MonthsPerYear, "year") : RnnMessages.Count(_months, "month");

    private static long Month(DateTime date) => ((long)MonthsPerYear * date.Year) + date.Month - 1;

    private int DayIn(int year, int month) => Math.Min(_day, DateTime.DaysInMonth(year, month));
}
