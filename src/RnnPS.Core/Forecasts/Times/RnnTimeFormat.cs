using System.Globalization;

namespace RnnPS;

/// <summary>How times are written that are neither ISO 8601 nor plain numbers.</summary>
public sealed class RnnTimeFormat
{
    private const string NumberName = "Number";
    private const int MonthLength = 7;

    // A plain number has no format: nanoseconds are a hundredth of a tick.
    private static readonly Dictionary<string, decimal> UnixTicks = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UnixSeconds"] = TimeSpan.TicksPerSecond,
        ["UnixMilliseconds"] = TimeSpan.TicksPerMillisecond,
        ["UnixMicroseconds"] = TimeSpan.TicksPerMicrosecond,
        ["UnixNanoseconds"] = 1m / TimeSpan.NanosecondsPerTick,
    };

    /// <summary>Creates a format.</summary>
    /// <param name="format">
    /// An exact .NET date and time format such as <c>yyyyMM</c>; <c>UnixSeconds</c>, <c>UnixMilliseconds</c>, <c>UnixMicroseconds</c>
    /// or <c>UnixNanoseconds</c>; <c>Number</c> for numbers that look like dates; or null to recognize numbers and ISO 8601.
    /// </param>
    /// <param name="culture">The culture of text: its numbers, date formats and names of months. Null for 2.5, ISO 8601 and English names.</param>
    /// <exception cref="RnnException">The format is not valid, or does not show the year (<see cref="RnnErrorId.Time"/>).</exception>
    public RnnTimeFormat(string? format = null, CultureInfo? culture = null)
    {
        Format = format;
        Culture = culture;
        if (format is not null && !IsNumber && UnixUnit is null && !ShowsYear(format))
        {
            throw new RnnException(
                RnnErrorId.Time,
                $"'{format}' is not a format of dates: expected an exact .NET format with the year, such as yyyyMM or dd.MM.yyyy HH:mm, or "
                + $"{string.Join(", ", UnixTicks.Keys)} or {NumberName}.",
                format);
        }
    }

    /// <summary>The names of formats that are not .NET formats.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. UnixTicks.Keys, NumberName];

    /// <summary>The format; null to recognize numbers and ISO 8601.</summary>
    public string? Format { get; }

    /// <summary>The culture of text; null for ISO 8601 and English names of months.</summary>
    public CultureInfo? Culture { get; }

    /// <summary>Reads a day.</summary>
    /// <param name="value">
    /// A <see cref="DateOnly"/>, <see cref="DateTime"/> or <see cref="DateTimeOffset"/>, or text in ISO 8601, in a date format of the culture,
    /// or in the format of the times. A time of day is left out.
    /// </param>
    /// <returns>The day.</returns>
    /// <exception cref="RnnException">The value is none of these (<see cref="RnnErrorId.Time"/>).</exception>
    public DateOnly ReadDay(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        object? read = ((RnnTimeFormat[])[new RnnTimeFormat(culture: Culture), this])
            .Select(format => TimeNotation.TryCreate([value], format)?.Read(value))
            .FirstOrDefault(time => time is not (null or decimal));
        // 2026-12 is a month, which would be its first day.
        return value is string text && text.Trim().Length <= MonthLength ? throw NoDay(value) : read switch
        {
            DateOnly day => day,
            DateTime time => DateOnly.FromDateTime(time),
            DateTimeOffset time => DateOnly.FromDateTime(time.DateTime),
            _ => throw NoDay(value),
        };
    }

    private static RnnException NoDay(object value) => new(
        RnnErrorId.Time,
        $"'{MessageText.Excerpt(Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty)}' is not a day: expected a date such as 2026-12-25, or text in a date format of -Culture.",
        value);

    /// <summary>Whether times are plain numbers, even if they look like dates.</summary>
    internal bool IsNumber => NumberName.Equals(Format, StringComparison.OrdinalIgnoreCase);

    /// <summary>The ticks of a unit of Unix time; null if the times are no Unix times.</summary>
    internal decimal? UnixUnit => Format is not null && UnixTicks.TryGetValue(Format, out decimal ticks) ? ticks : null;

    // Without a year, .NET would add the current one.
    private bool ShowsYear(string format)
    {
        try
        {
            CultureInfo culture = Culture ?? CultureInfo.InvariantCulture;
            return new DateTime(2001, 1, 1).ToString(format, culture) != new DateTime(2002, 1, 1).ToString(format, culture);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
