using System.Globalization;
using System.Text.RegularExpressions;

namespace RnnPS;

/// <summary>Finds the culture or the format that reads times which are not in ISO 8601, for the error about them.</summary>
internal static partial class TimeSuggestion
{
    private const int LargestCount = 3;
    private const int RowsShown = 3;

    private static readonly string[] Cultures = ["de-DE", "en-US", "en-GB", "fr-FR", "nl-NL", "ja-JP", "hu-HU", "es-ES", "it-IT"];

    private static readonly string[] Dates =
    [
        "d.M.yyyy", "M/d/yyyy", "d/M/yyyy", "d-M-yyyy", "M-d-yyyy", "yyyy/M/d", "yyyy.M.d", "yyyy-M-d", "d.M.yy", "M/d/yy", "d/M/yy", "d-M-yy",
        "d MMM yyyy", "d-MMM-yyyy", "d-MMM-yy", "MMM d, yyyy", "d MMMM yyyy", "MMMM d, yyyy", "MMM yyyy", "MMMM yyyy", "MMM-yy", "MMM-yyyy",
        "M/yyyy", "yyyy/M", "M.yyyy", "M-yyyy", "ddd MMM d H:mm:ss yyyy", "ddd, d MMM yyyy",
    ];

    /// <summary>Creates the error for a column whose times can't be read.</summary>
    public static RnnException Unreadable(object[] values, RnnTimeFormat format, TimeRows rows)
    {
        TimeNotation? first = TimeNotation.TryCreate([values[0]], format);
        int row = Math.Max(Array.FindIndex(values, value => first?.Read(value) is null), 0);
        // The first rows may be in ISO 8601 by themselves, but not together, for example with and without an offset.
        string start = $"{rows.Property} is '{Text(values[row])}', ";
        if (format.Format is { } name)
        {
            return rows.Error(row, $"{start}which -TimeFormat {name} does not read: expected one exact format for all rows. Correct the format or the row.", values[row]);
        }

        if (first is not null)
        {
            return rows.Error(
                row,
                $"{start}which is written in another way than '{Text(values[0])}', the first time: expected one format for all rows. Write them alike.",
                values[row]);
        }

        string expected = "which is not a time: expected a number, or a date such as 2026-11-24 or 2026-11-24T10:00 in all rows. ";
        return rows.Error(row, start + expected + Suggest(values), values[row]);
    }

    private static string Suggest(object[] values)
    {
        var cultures = Cultures.Select(name => (Name: "-Culture " + name, Reading: Read(values, CultureFormat(name))))
            .Where(found => found.Reading is not null).DistinctBy(found => found.Reading).Take(LargestCount).ToList();
        var formats = Dates.SelectMany(CultureNotation.WithTimes).SelectMany(format => new[] { OneDigit().Replace(format, "$1$1"), format })
            .Select(format => (Name: $"-TimeFormat '{format}'", Reading: Read(values, new RnnTimeFormat(format))))
            .Where(found => found.Reading is not null).DistinctBy(found => found.Reading).Take(LargestCount).ToList();
        string[] all = [.. cultures.Concat(formats).Select(found => $"{found.Name} (it reads {found.Reading})")];
        return all.Length > 0
            ? $"Give the one that is right: {string.Join(", or ", all)}."
            : "Give the format of the column by -TimeFormat, for example yyyyMM, or leave -TimeProperty out.";
    }

    private static RnnTimeFormat? CultureFormat(string name)
    {
        try
        {
            return new RnnTimeFormat(culture: CultureInfo.GetCultureInfo(name));
        }
        catch (CultureNotFoundException)
        {
            // .NET can run without any cultures.
            return null;
        }
    }

    // What the first rows are; 11/11/2024 alone does not tell the day from the month.
    private static string? Read(object[] values, RnnTimeFormat? format) => format is not null && TimeNotation.TryCreate(values, format) is { } notation
        ? string.Join(", ", values.Take(RowsShown).Select(value => RnnFormat.Time(notation.Read(value))))
        : null;

    // A forecast has its times in the suggested format: 01.02.2024 is better read by dd.MM.yyyy than by d.M.yyyy.
    [GeneratedRegex("(?<![dMHh])([dMHh])(?![dMHh])")]
    private static partial Regex OneDigit();

    private static string Text(object value) => RnnFormat.Fit(value, 60);
}
