using System.Globalization;
using System.Text.RegularExpressions;

namespace RnnPS;

/// <summary>
/// Dates in ISO 8601: 2024-02, 2024-02-11, 2024-02-11T10:00 with seconds and their fraction, with Z or an offset from UTC, and the
/// same without separators, except for the month. A space may stand for the T (RFC 3339).
/// </summary>
internal sealed partial class IsoNotation : TimeNotation
{
    // Smaller numbers of eight digits count something.
    private const int FirstBasicYear = 1000;
    private const int LastBasicYear = 2999;
    private const int TickDigits = 7;

    private static readonly string[] FormParts = ["dash", "day", "hour", "offset"];
    private static readonly string[] ClockParts = ["year", "month", "day", "hour", "minute", "second"];

    private readonly string _form;
    private readonly bool _isUtc;

    private IsoNotation(string form, bool isUtc)
    {
        _form = form;
        _isUtc = isUtc;
    }

    /// <summary>Creates the notation of a column whose first value is in ISO 8601.</summary>
    /// <returns>The notation; null if the first value is something else.</returns>
    public static IsoNotation? TryCreate(IReadOnlyList<object> values) => Parse(values[0]) is { } first
        ? new IsoNotation(FormOf(first), values.All(value => Parse(value) is { } match && match.Groups["offset"].Value == "Z"))
        : null;

    /// <inheritdoc/>
    public override object? Read(object value)
    {
        if (Parse(value) is not { } match || FormOf(match) != _form || ReadClock(match) is not { } date)
        {
            return null;
        }

        try
        {
            // Without the casts, every date would become a DateTimeOffset.
            return _isUtc ? (match.Groups["offset"].Value == "Z" ? (object)DateTime.SpecifyKind(date, DateTimeKind.Utc) : null)
                : match.Groups["offset"].Success ? new DateTimeOffset(date, ReadOffset(match))
                : (object)date;
        }
        catch (ArgumentException)
        {
            // The offset is beyond 14 hours.
            return null;
        }
    }

    private static Match? Parse(object value)
    {
        string? text = value is string or int or long or double ? Convert.ToString(value, CultureInfo.InvariantCulture)!.Trim() : null;
        Match match = Extended().Match(text ?? string.Empty);
        match = match.Success ? match : Basic().Match(text ?? string.Empty);
        return match.Success && (match.Groups["dash"].Success || Number(match, "year") is >= FirstBasicYear and <= LastBasicYear) ? match : null;
    }

    private static string FormOf(Match match) =>
        string.Concat(FormParts.Select(part => match.Groups[part].Success ? part : "-"));

    private static DateTime? ReadClock(Match match)
    {
        int[] parts = [.. ClockParts.Select(part => Number(match, part))];
        string fraction = match.Groups["fraction"].Value.PadRight(TickDigits, '0');
        int day = match.Groups["day"].Success ? parts[2] : 1;
        if (parts[0] < 1 || parts[1] is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(parts[0], parts[1])
            || parts[3] > 23 || parts[4] > 59 || parts[5] > 59 || fraction[TickDigits..].Any(digit => digit != '0'))
        {
            return null;
        }

        return new DateTime(parts[0], parts[1], day, parts[3], parts[4], parts[5])
            .AddTicks(int.Parse(fraction.AsSpan(0, TickDigits), CultureInfo.InvariantCulture));
    }

    private static TimeSpan ReadOffset(Match match)
    {
        var offset = new TimeSpan(Number(match, "offsethours"), Number(match, "offsetminutes"), 0);
        return match.Groups["offset"].Value.StartsWith('-') ? -offset : offset;
    }

    private static int Number(Match match, string part) =>
        match.Groups[part].Success ? int.Parse(match.Groups[part].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^(?<year>[0-9]{4})(?<dash>-)(?<month>[0-9][0-9])(-(?<day>[0-9][0-9])([T ](?<hour>[0-9][0-9]):(?<minute>[0-9][0-9])(:(?<second>[0-9][0-9])([.,](?<fraction>[0-9]{1,9}))?)?"
        + @"(?<offset>Z|[+-](?<offsethours>[0-9][0-9])(:?(?<offsetminutes>[0-9][0-9]))?)?)?)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Extended();

    [GeneratedRegex(
        @"^(?<year>[0-9]{4})(?<month>[0-9][0-9])(?<day>[0-9][0-9])(T(?<hour>[0-9][0-9])(?<minute>[0-9][0-9])((?<second>[0-9][0-9])([.,](?<fraction>[0-9]{1,9}))?)?"
        + @"(?<offset>Z|[+-](?<offsethours>[0-9][0-9])(:?(?<offsetminutes>[0-9][0-9]))?)?)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Basic();
}
