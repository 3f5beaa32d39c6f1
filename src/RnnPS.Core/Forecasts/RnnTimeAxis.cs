namespace RnnPS;

/// <summary>
/// Continues the times of a series. Numbers and dates continue at the distance of the last two. Dates continue by whole months if
/// the last two are on the same day of the month, or both on the last day of a month.
/// </summary>
public sealed class RnnTimeAxis
{
    private readonly double _number;
    private readonly double _distance;
    private readonly DateTime? _date;
    private readonly TimeSpan _span;
    private readonly int _months;
    private readonly bool _monthEnds;

    /// <summary>Creates an axis of numbers.</summary>
    /// <param name="before">The second-to-last time of the series.</param>
    /// <param name="last">The last time of the series.</param>
    public RnnTimeAxis(double before, double last)
    {
        _number = last;
        _distance = last - before;
    }

    /// <summary>Creates an axis of dates.</summary>
    /// <param name="before">The second-to-last date of the series.</param>
    /// <param name="last">The last date of the series.</param>
    public RnnTimeAxis(DateTime before, DateTime last)
    {
        _date = last;
        _span = last - before;
        _monthEnds = IsMonthEnd(before) && IsMonthEnd(last);
        if ((before.Day == last.Day || _monthEnds) && before.TimeOfDay == last.TimeOfDay)
        {
            _months = (12 * (last.Year - before.Year)) + last.Month - before.Month;
        }
    }

    /// <summary>Computes a time after the last.</summary>
    /// <param name="steps">The number of steps after the last time: 1 for the next.</param>
    /// <returns>The time: a double or a <see cref="DateTime"/>.</returns>
    /// <exception cref="RnnException">The date is beyond the calendar (<see cref="RnnErrorId.Time"/>).</exception>
    public object At(int steps)
    {
        if (_date is not { } date)
        {
            return _number + (_distance * steps);
        }

        try
        {
            DateTime time = _months == 0 ? date + (_span * steps) : date.AddMonths(_months * steps);
            return _months != 0 && _monthEnds
                ? new DateTime(time.Year, time.Month, DateTime.DaysInMonth(time.Year, time.Month)) + date.TimeOfDay
                : time;
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            throw new RnnException(
                RnnErrorId.Time,
                FormattableString.Invariant($"The date {steps} steps after {date:yyyy-MM-dd} is beyond the calendar: forecast fewer steps, or leave the time out."),
                date,
                error);
        }
    }

    private static bool IsMonthEnd(DateTime date) => date.Day == DateTime.DaysInMonth(date.Year, date.Month);
}
