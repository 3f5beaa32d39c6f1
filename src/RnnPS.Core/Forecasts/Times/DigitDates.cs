using System.Globalization;

namespace RnnPS;

/// <summary>
/// Recognizes numbers that are dates written without separators, such as 202412 for December 2024. The number after it is 202413, but
/// the month after it is 202501.
/// </summary>
internal static class DigitDates
{
    private const int FirstYear = 1900;
    private const int LastYear = 2099;

    private static readonly string[] Formats =
        ["yyyyMM", "yyyyMMddHH", "yyyyMMddHHmm", "yyyyMMddHHmmss", "yyyyMMddHHmmssfff", "ddMMyyyy", "MMddyyyy", "yyMMdd", "yyyy.MM"];

    // .NET has no format for these.
    private static readonly (string Name, int Length, int LastPart)[] OtherForms =
        [("the year and the quarter", 5, 4), ("the year and the week", 6, 53), ("the year and the day of the year", 7, 366)];

    /// <summary>Requires that numbers are no dates.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="values">The same as the rows have them.</param>
    /// <param name="rows">Names the rows in errors.</param>
    /// <exception cref="RnnException">All of them could be dates (<see cref="RnnErrorId.Time"/>).</exception>
    public static void RequireNone(IReadOnlyList<decimal> numbers, IReadOnlyList<object> values, TimeRows rows)
    {
        string[] texts = [.. values.Select(Text)];
        string[] formats = [.. Formats.Where(format => texts.All(text => IsDate(text, format)))];
        string start = $"{rows.Property} is {texts[0]}, which looks like a date, and dates do not go on as numbers do: ";
        const string Otherwise = "If it is a plain number, give -TimeFormat Number.";
        if (formats.Length > 0 || IsShortMonth(texts, numbers))
        {
            string suggestion = string.Join(" or ", formats.DefaultIfEmpty("yyMM"));
            throw rows.Error(0, $"{start}give -TimeFormat {suggestion}. {Otherwise}", values[0]);
        }

        if (Array.Find(OtherForms, form => texts.All(text => IsOther(text, form.Length, form.LastPart))).Name is { } name)
        {
            throw rows.Error(0, $"{start}it could be {name}. Write dates such as 2024-02-11. {Otherwise}", values[0]);
        }
    }

    // The number 2024.1 is October 2024 where 2024.09 is September.
    private static string Text(object value)
    {
        string text = Convert.ToString(value, CultureInfo.InvariantCulture)!.Trim();
        return value is not string && text.Length == "2024.1".Length && text[4] == '.' ? text + "0" : text;
    }

    private static bool IsDate(string text, string format) => text.Length == format.Length
        && DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date)
        && date.Year is >= FirstYear and <= LastYear;

    // 2001 to 2012 are years. 2411 and 2412 may be months, and are if the numbers do not go on as months do.
    private static bool IsShortMonth(string[] texts, IReadOnlyList<decimal> numbers)
    {
        if (numbers.Count < 2 || !Array.TrueForAll(texts, text => text.Length == 4 && IsMonth(text)) || numbers.All(number => number is >= FirstYear and <= LastYear))
        {
            return false;
        }

        decimal gap = numbers[1] - numbers[0];
        bool isRegular = !numbers.Where((number, i) => i > 0 && number - numbers[i - 1] != gap).Any();
        return isRegular
            ? !IsMonth((numbers[^1] + gap).ToString("0000", CultureInfo.InvariantCulture))
            : numbers.Select(Month).Zip(numbers.Skip(1).Select(Month), (before, after) => after - before).Distinct().Count() == 1;
    }

    private static bool IsMonth(string text) => DateTime.TryParseExact(text, "yyMM", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static decimal Month(decimal number) => (12 * Math.Floor(number / 100)) + (number % 100);

    // A year, and the number of a part of it.
    private static bool IsOther(string text, int length, int lastPart) => text.Length == length
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && int.Parse(text.AsSpan(0, 4), CultureInfo.InvariantCulture) is >= FirstYear and <= LastYear
        && int.Parse(text.AsSpan(4), CultureInfo.InvariantCulture) is var part && part >= 1 && part <= lastPart;
}
