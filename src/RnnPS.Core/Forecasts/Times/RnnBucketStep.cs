using System.Globalization;
using System.Text.RegularExpressions;

namespace RnnPS;

/// <summary>
/// The length of the buckets that rows are put into: a span, or months of the calendar. Buckets of days begin at midnight, those of weeks
/// on Monday, and those of months, quarters and years on their first day. Other spans count from Monday, 1 January of the year 1.
/// </summary>
public sealed partial class RnnBucketStep
{
    private const int MonthsPerYear = 12;
    private const int DaysPerWeek = 7;

    private static readonly (string Unit, long Ticks, int Months)[] Units =
    [
        ("second", TimeSpan.TicksPerSecond, 0), ("minute", TimeSpan.TicksPerMinute, 0), ("hour", TimeSpan.TicksPerHour, 0), ("day", TimeSpan.TicksPerDay, 0),
        ("week", DaysPerWeek * TimeSpan.TicksPerDay, 0), ("month", 0, 1), ("quarter", 0, 3), ("year", 0, MonthsPerYear),
    ];

    private static readonly Dictionary<string, string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        ["s"] = "second",
        ["min"] = "minute",
        ["h"] = "hour",
        ["d"] = "day",
        ["w"] = "week",
    };

    private readonly long _ticks;
    private readonly int _months;

    private RnnBucketStep(long ticks, int months) => (_ticks, _months) = (ticks, months);

    /// <summary>The names of the common steps.</summary>
    public static IReadOnlyList<string> Names { get; } = ["Minute", "Hour", "Day", "Week", "Month", "Quarter", "Year"];

    /// <summary>
    /// Whether buckets are shorter than a day. They then have the same length in time, and longer ones the same number of days on the calendar.
    /// </summary>
    internal bool IsInstant => _months == 0 && _ticks < TimeSpan.TicksPerDay;

    /// <summary>Reads a step.</summary>
    /// <param name="value">A <see cref="TimeSpan"/>, or text: a name such as <c>Month</c>, a number and a unit such as <c>15min</c> or <c>2 weeks</c>, or <c>00:30:00</c>.</param>
    /// <returns>The step.</returns>
    /// <exception cref="RnnException">It is none of these, or not above 0 (<see cref="RnnErrorId.Parameters"/>).</exception>
    public static RnnBucketStep Read(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value is string text && Pattern().Match(text) is { Success: true } match)
        {
            string name = match.Groups["unit"].Value;
            name = Abbreviations.GetValueOrDefault(name, name);
            (string Unit, long Ticks, int Months) unit = Array.Find(Units, unit => unit.Unit.Equals(name, StringComparison.OrdinalIgnoreCase) || (unit.Unit + "s").Equals(name, StringComparison.OrdinalIgnoreCase));
            long count = match.Groups["count"].Success && int.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int given)
                ? given
                : match.Groups["count"].Success ? 0 : 1;
            return unit.Unit is not null && count > 0 && count * Math.Max(unit.Months, 1) <= int.MaxValue && (UInt128)unit.Ticks * (ulong)count <= long.MaxValue
                ? new RnnBucketStep(unit.Ticks * count, (int)(unit.Months * count))
                : throw Unreadable(value);
        }

        TimeSpan? span = value as TimeSpan?
            ?? (value is string written && written.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(written, CultureInfo.InvariantCulture, out TimeSpan parsed) ? parsed : null);
        return span > TimeSpan.Zero ? new RnnBucketStep(span.Value.Ticks, 0) : throw Unreadable(value);
    }

    /// <summary>Formats the step, for example <c>15 minutes</c> or <c>1 quarter</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        (string unit, long ticks, int months) = Array.FindLast(Units, unit => unit.Ticks > 0 ? _months == 0 && _ticks % unit.Ticks == 0 : _months > 0 && _months % unit.Months == 0);
        return unit is null ? RnnMessages.Count(_ticks, "tick") : RnnMessages.Count(ticks > 0 ? _ticks / ticks : _months / months, unit);
    }

    /// <summary>Finds the bucket of a time.</summary>
    /// <param name="time">The time in ticks.</param>
    /// <returns>The number of the bucket. Later buckets have larger numbers, without a gap.</returns>
    internal long IndexOf(decimal time)
    {
        if (_months == 0)
        {
            return (long)decimal.Floor(time / _ticks);
        }

        var date = new DateTime((long)time);
        return ((MonthsPerYear * (date.Year - 1)) + date.Month - 1) / _months;
    }

    /// <summary>Computes the start of a bucket, in ticks.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is beyond the calendar.</exception>
    internal decimal StartOf(long index)
    {
        if (_months == 0)
        {
            return (decimal)index * _ticks;
        }

        (long year, long month) = Math.DivRem(index * _months, MonthsPerYear);
        // The year 10000 is the end of the calendar, where the last bucket ends.
        return year < DateTime.MaxValue.Year ? new DateTime((int)year + 1, (int)month + 1, 1).Ticks : DateTime.MaxValue.Ticks + 1m;
    }

    private static RnnException Unreadable(object value) => new(
        RnnErrorId.Parameters,
        $"'{MessageText.Excerpt(Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty)}' is not a step: expected {MessageText.Names(Names)}, a number and a unit such as 15min, 1h, 2d or '3 months', or a TimeSpan above 0.",
        value);

    [GeneratedRegex(@"^\s*(?<count>[0-9]+)?\s*(?<unit>[A-Za-z]+)\s*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
