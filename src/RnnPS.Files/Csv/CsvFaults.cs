using System.Globalization;
using System.Text;

namespace RnnPS.Files;

/// <summary>The errors of a CSV file's contents: each names the file, the line, the value and the remedy.</summary>
internal static class CsvFaults
{
    private const int ExcerptLength = 60;
    private const string LeftOut = "The row was left out.";

    /// <summary>A file of nothing, or of blank lines.</summary>
    /// <param name="source">The file.</param>
    /// <returns>The error.</returns>
    public static RnnException Empty(CsvRecordSource source) => new(
        RnnErrorId.FileEmpty,
        $"{source.FileName} is empty: expected a row of column names and a row for each timestep.",
        source.FilePath);

    /// <summary>A first row of numbers.</summary>
    /// <param name="source">The file, at its first row.</param>
    /// <param name="fields">The first row.</param>
    /// <returns>The error.</returns>
    public static RnnException NoHeader(CsvRecordSource source, IReadOnlyList<string> fields)
    {
        string row = string.Join(source.Delimiter, fields);
        return new(
            RnnErrorId.CsvNoHeader,
            $"{At(source)}: the first row is data ({Excerpt(row)}), not the names of columns: add a row of names above "
            + "it.",
            row);
    }

    /// <summary>Two columns of one name.</summary>
    /// <param name="source">The file, at its header.</param>
    /// <param name="name">The name.</param>
    /// <param name="first">The first column of that name, from 0.</param>
    /// <param name="second">The second.</param>
    /// <returns>The error.</returns>
    public static RnnException DuplicateColumn(CsvRecordSource source, string name, int first, int second) => new(
        RnnErrorId.CsvDuplicateColumn,
        $"{At(source)}: columns {first + 1} and {second + 1} have one name, '{Excerpt(name)}' (upper and lower case are "
        + "the same): rename one of them.",
        name);

    /// <summary>No column was asked for.</summary>
    /// <param name="source">The file.</param>
    /// <param name="names">The columns that there are.</param>
    /// <returns>The error.</returns>
    public static RnnException PropertyRequired(CsvRecordSource source, IEnumerable<string> names) => new(
        RnnErrorId.PropertyRequired,
        $"{source.FileName}: no column was named as a feature: name one or more of {string.Join(", ", names)}.",
        source.FilePath);

    /// <summary>A column that is not there.</summary>
    /// <param name="source">The file.</param>
    /// <param name="name">The name asked for.</param>
    /// <param name="names">The columns that there are.</param>
    /// <returns>The error.</returns>
    public static RnnException PropertyMissing(CsvRecordSource source, string name, IReadOnlyList<string> names) => new(
        RnnErrorId.PropertyMissing,
        $"{source.FileName}: {RnnMessages.PropertyMissing(name, names)}{HintAtWrongReading(source, names)}",
        name);

    /// <summary>A header without rows, or rows of which none could be used.</summary>
    /// <param name="source">The file, at its end.</param>
    /// <param name="leftOut">How many rows there were, all of them bad.</param>
    /// <returns>The error.</returns>
    public static RnnException NoRows(CsvRecordSource source, long leftOut) => new(
        RnnErrorId.EmptyInput,
        leftOut == 0
            ? $"{source.FileName} has names of columns but no row: expected a row for each timestep."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{source.FileName}: no row could be used, {leftOut} were left out: correct the errors reported for them."),
        source.FilePath);

    /// <summary>Text where a number was expected.</summary>
    /// <param name="source">The file, at the row.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="text">The text.</param>
    /// <returns>The error.</returns>
    public static RnnException NotANumber(CsvRecordSource source, string column, string text) => new(
        RnnErrorId.NotANumber,
        $"{At(source, column)}: {RnnMessages.NotANumber(Excerpt(text))} {LeftOut} Correct the value, or leave the field "
        + "empty where it is missing.",
        text);

    /// <summary>An infinite number.</summary>
    /// <param name="source">The file, at the row.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="text">The number's text.</param>
    /// <returns>The error.</returns>
    public static RnnException NotFinite(CsvRecordSource source, string column, string text) => new(
        RnnErrorId.NotFinite,
        $"{At(source, column)}: {RnnMessages.NotFinite(Excerpt(text))} {LeftOut}",
        text);

    /// <summary>A row with more or fewer fields than there are columns.</summary>
    /// <param name="source">The file, at the row.</param>
    /// <param name="names">The columns.</param>
    /// <returns>The error.</returns>
    public static RnnException RowLength(CsvRecordSource source, IReadOnlyList<string> names)
    {
        string row = Encoding.UTF8.GetString(source.Raw);
        string fault = source.FieldCount < names.Count
            ? $"it ends before column {Excerpt(names[source.FieldCount])}: give every column a field, an empty one where "
                + "the value is missing"
            : $"it goes on after the last column, {Excerpt(names[^1])}: put a field that contains the delimiter in quotes";
        string counted = source.FieldCount == 1 ? "1 field" : $"{source.FieldCount} fields";
        return new(
            RnnErrorId.CsvRowLength,
            $"{At(source)}: the row ({Excerpt(row)}) has {counted} where {names.Count} were expected; {fault}. {LeftOut}",
            row);
    }

    /// <summary>A row that breaks the rules of quoting, and is left out.</summary>
    /// <param name="source">The file, at the row.</param>
    /// <returns>The error.</returns>
    public static RnnException MalformedRow(CsvRecordSource source) => Malformed(source, $" {LeftOut}");

    /// <summary>A record that breaks the rules of quoting, and ends the reading.</summary>
    /// <param name="source">The file, at the record.</param>
    /// <param name="inner">What the library said, if it gave up.</param>
    /// <returns>The error.</returns>
    public static RnnException MalformedFile(CsvRecordSource source, Exception? inner = null) =>
        Malformed(source, string.Empty, inner);

    private static RnnException Malformed(CsvRecordSource source, string outcome, Exception? inner = null)
    {
        string row = Encoding.UTF8.GetString(source.Raw);
        string shown = row.Length == 0 ? string.Empty : $" ({Excerpt(row)})";
        return new(
            RnnErrorId.CsvMalformed,
            $"{At(source)}: the row{shown} is malformed, {source.DescribeMalformation()}: expected a field that contains "
            + $"quotes to stand in quotes, with each quote in it doubled.{outcome}",
            row,
            inner);
    }

    private static string At(CsvRecordSource source) =>
        string.Create(CultureInfo.InvariantCulture, $"{source.FileName}, line {source.LineNumber}");

    private static string At(CsvRecordSource source, string column) => $"{At(source)}, column {Excerpt(column)}";

    // Another delimiter or another encoding shows as names that look wrong; the reader of the message should be told why.
    private static string HintAtWrongReading(CsvRecordSource source, IReadOnlyList<string> names)
    {
        if (names.Any(name => name.Contains('\uFFFD')))
        {
            return " The file is not in UTF-8: save it so.";
        }

        char other = names.Count == 1 ? names[0].FirstOrDefault(c => c is ',' or ';' or '\t' or '|') : default;
        return other == default || other == source.Delimiter
            ? string.Empty
            : $" If the delimiter is {(other == '\t' ? "a tab" : $"'{other}'")}, say so with -Delimiter.";
    }

    // A field may be a whole page, and a malformed row a whole file: the first line's start shows which it is.
    private static string Excerpt(string text)
    {
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        end = Math.Min(end < 0 ? text.Length : end, ExcerptLength);
        return end == text.Length ? text : string.Concat(text.AsSpan(0, end), "…");
    }
}
