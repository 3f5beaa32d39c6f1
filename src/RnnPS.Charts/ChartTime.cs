namespace RnnPS.Charts;

/// <summary>Dates as numbers: seconds since the start of the year 1.</summary>
internal static class ChartTime
{
    /// <summary>The number of a date. A date with an offset from UTC has the clock of that offset.</summary>
    /// <param name="time">A date; null or any other object is no date.</param>
    /// <returns>The number; null if the object is no date.</returns>
    public static double? ToSeconds(object? time) => time switch
    {
        DateTime date => Seconds(date),
        DateTimeOffset date => Seconds(date.DateTime),
        DateOnly date => Seconds(date.ToDateTime(TimeOnly.MinValue)),
        _ => null,
    };

    /// <summary>The date of a number, rounded to a millisecond.</summary>
    public static DateTime ToDate(double seconds)
    {
        double milliseconds = Math.Round(Math.Clamp(seconds, 0, Seconds(DateTime.MaxValue)) * 1000);
        return new DateTime(Math.Min((long)milliseconds * TimeSpan.TicksPerMillisecond, DateTime.MaxValue.Ticks));
    }

    private static double Seconds(DateTime date) => date.Ticks / (double)TimeSpan.TicksPerSecond;
}
