using System.Globalization;
using System.Text.RegularExpressions;

namespace RnnPS;

/// <summary>Dates as a culture writes them, in one exact format. Every format has the year: .NET would add the current one.</summary>
/// <param name="format">The .NET format.</param>
/// <param name="culture">The culture.</param>
internal sealed partial class CultureNotation(string format, CultureInfo culture) : TimeNotation
{
    private static readonly string[] TimesOfDay = ["", " H:mm", " H:mm:ss", " H:mm:ss.FFFFFFF", " h:mm tt", " h:mm:ss tt"];

    /// <summary>The notations of a culture, the shortest first; none without a culture.</summary>
    public static IEnumerable<CultureNotation> All(CultureInfo? culture) => culture is null ? [] :
        "dDY".SelectMany(culture.DateTimeFormat.GetAllDateTimePatterns).Select(AnyDigits).SelectMany(WithTimes)
            .Concat("gGfF".SelectMany(culture.DateTimeFormat.GetAllDateTimePatterns).Select(AnyDigits))
            .Distinct().Select(format => new CultureNotation(format, culture));

    /// <summary>A format of dates, without and with the time of day.</summary>
    public static IEnumerable<string> WithTimes(string date) => TimesOfDay.Select(time => date + time);

    /// <inheritdoc/>
    public override object? Read(object value) =>
        DateTime.TryParseExact(value as string, format, culture, DateTimeStyles.AllowWhiteSpaces, out DateTime date) ? date : null;

    // A format with dd does not read one digit, but one with d reads two.
    private static string AnyDigits(string format) => TwoDigits().Replace(format, "$1");

    [GeneratedRegex("(?<![dMHh])([dMHh])\\1(?!\\1)")]
    private static partial Regex TwoDigits();
}
