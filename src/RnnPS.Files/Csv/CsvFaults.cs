using System.Globalization;
using System.Text;

namespace RnnPS.Files;

/// <summary>The errors in the contents of a CSV file. Each names the file, the line, the value and the remedy.</summary>
internal static class CsvFaults
{
    private const int ExcerptLength = 60;
    private const string Skipped = "The row was skipped.";

    /// <summary>The file is empty or has only blank lines.</summary>
    /// <param name="source">The file.</param>
    /// <returns>The error.</returns>
    public static RnnException Empty(CsvRecordSource source) => new(
        RnnErrorId.FileEmpty,
        $"{source.FileName} is empty: expected a row of column names and a row for each timestep.",
        source.FilePath);

    /// <summary>The first row holds numbers, not column names.</summary>
    /// <param name="source">The file, at its first row.</param>
    /// <param name="fields">The fields of the first row.</param>
    /// <returns>The error.</returns>
    public static RnnException NoHeader(CsvRecordSource source, IReadOnlyList<string> fields)
    {
        string row = string.Join(source.Delimiter, fields);
        return new(
            RnnErrorId.CsvNoHeader,
            $"{At(source)}: the first row holds data ({Excerpt(row)}), not column names: add a row of names above it.",
            row);
    }

    /// <summary>Two columns have the same name.</summary>
    /// <param name="source">The file, at its header.</param>
    /// <param name="name">The name.</param>
    /// <param name="first">The index of the first column with that name, from 0.</param>
    /// <param name="second">The index of the second column with that name, from 0.</param>
    /// <returns>The error.</returns>
    public static RnnException DuplicateColumn(CsvRecordSource source, string name, int first, int second) => new(
        RnnErrorId.CsvDuplicateColumn,
        $"{At(source)}: columns {first + 1} and {second + 1} have the same name, '{Excerpt(name)}' (case is ignored): "
        + "rename one of them.",
        name);

    /// <summary>The caller requested no column.</summary>
    /// <param name="source">The file.</param>
    /// <param name="names">The names of the file's columns.</param>
    /// <returns>The error.</returns>
    public static RnnException PropertyRequired(CsvRecordSource source, IEnumerable<string> names) => new(
        RnnErrorId.PropertyRequired,
        $"{source.FileName}: no feature column was given: give one or more of {MessageText.Names(names)}.",
        source.FilePath);

    /// <summary>The file has no column with the requested name.</summary>
    /// <param name="source">The file.</param>
    /// <param name="name">The requested name.</param>
    /// <param name="names">The names of the file's columns.</param>
    /// <returns>The error.</returns>
    public static RnnException PropertyMissing(CsvRecordSource source, string name, IReadOnlyList<string> names) => new(
        RnnErrorId.PropertyMissing,
        $"{source.FileName}: {RnnMessages.PropertyMissing(name, names)}{EncodingOrDelimiterHint(source, names)}",
        name);

    /// <summary>The file has a header but no rows, or only bad rows.</summary>
    /// <param name="source">The file, at its end.</param>
    /// <param name="skipped">The number of rows, all of them bad.</param>
    /// <returns>The error.</returns>
    public static RnnException NoRows(CsvRecordSource source, long skipped) => new(
        RnnErrorId.EmptyInput,
        skipped == 0
            ? $"{source.FileName} has column names but no rows: expected a row for each timestep."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{source.FileName}: no row is usable ({RnnMessages.Count(skipped, "row")} skipped): correct the errors reported for each row."),
        source.FilePath);

    /// <summary>A field holds text instead of a number.</summary>
    /// <param name="source">The file, at the row.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="text">The text.</param>
    /// <param name="culture">The culture of the numbers; null for the invariant culture.</param>
    /// <returns>The error.</returns>
    public static RnnException NotANumber(CsvRecordSource source, string column, string text, CultureInfo? culture) => new(
        RnnErrorId.NotANumber,
        $"{At(source, column)}: {RnnMessages.NotANumber(Excerpt(text), culture)} {Skipped} Correct the value. If it is missing, leave "
        + "the field empty, or give the text with -MissingText.",
        text);

    /// <summary>A field holds an infinite number.</summary>
    /// <param name="source">The file, at the row.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="text">The number's text.</param>
    /// <returns>The error.</returns>
    public static RnnException NotFinite(CsvRecordSource source, string column, string text) => new(
        RnnErrorId.NotFinite,
        $"{At(source, column)}: {RnnMessages.NotFinite(Excerpt(text))} {Skipped}",
        text);

    /// <summary>A row has more or fewer fields than the header.</summary>
    /// <param name="source">The file, at the row.</param>
    /// <param name="names">The names of the file's columns.</param>
    /// <returns>The error.</returns>
    public static RnnException RowLength(CsvRecordSource source, IReadOnlyList<string> names)
    {
        string row = Encoding.UTF8.GetString(source.Raw);
        string fault = source.FieldCount < names.Count
            ? $"it ends before column {Excerpt(names[source.FieldCount])}: give every column a field, and leave the field "
                + "empty if the value is missing"
            : $"it continues after the last column, {Excerpt(names[^1])}: put a field that contains the delimiter in quotes";
        string counted = source.FieldCount == 1 ? "1 field" : $"{source.FieldCount} fields";
        return new(
            RnnErrorId.CsvRowLength,
            $"{At(source)}: the row ({Excerpt(row)}) has {counted} where {names.Count} were expected; {fault}. {Skipped}",
            row);
    }

    /// <summary>A line has bytes that are not valid in the encoding of the file. Reading stops there.</summary>
    /// <param name="source">The file, at the record.</param>
    /// <param name="record">The record.</param>
    /// <param name="index">The index in the record of the first byte that is not valid.</param>
    /// <returns>The error.</returns>
    public static RnnException InvalidEncoding(CsvRecordSource source, ReadOnlySpan<byte> record, int index)
    {
        CsvEncoding encoding = source.Encoding;
        int start = record[..index].LastIndexOfAny((byte)'\r', (byte)'\n') + 1;
        int end = record[index..].IndexOfAny((byte)'\r', (byte)'\n');
        ReadOnlySpan<byte> line = record[start..(end < 0 ? record.Length : index + end)];
        string text = Encoding.UTF8.GetString(line).Replace('\uFFFF', '\uFFFD');
        string remedy = encoding switch
        {
            { IsMarked: true } => "The byte order mark of the file names that encoding, and -Encoding can't override it: save the file "
                + "again, all of it in one encoding.",
            { IsGiven: true } => "Give the encoding of the file with -Encoding.",
            _ => "Give the encoding of the file with -Encoding. With -Encoding 1252, for example, the line is "
                + $"'{Excerpt(CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(line))}'.",
        };
        return new(
            RnnErrorId.CsvEncoding,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{source.FileName}, line {source.LineNumber + CountLineBreaks(record[..start])}: '{Excerpt(text)}' has bytes that are not valid {encoding.Name}. {remedy} Nothing was read from the file."),
            text);
    }

    /// <summary>A row breaks the rules of quoting and is skipped.</summary>
    /// <param name="source">The file, at the row.</param>
    /// <returns>The error.</returns>
    public static RnnException MalformedRow(CsvRecordSource source) => Malformed(source, $" {Skipped}");

    /// <summary>A record breaks the rules of quoting, and reading stops there.</summary>
    /// <param name="source">The file, at the record.</param>
    /// <param name="inner">The exception of the CSV library, if it threw one.</param>
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

    private static long CountLineBreaks(ReadOnlySpan<byte> text) =>
        text.Count((byte)'\n') + text.Count((byte)'\r') - text.Count("\r\n"u8);

    // A wrong delimiter or encoding shows up as odd column names. The message should say why.
    private static string EncodingOrDelimiterHint(CsvRecordSource source, IReadOnlyList<string> names)
    {
        if (names.Any(name => name.Contains('\0')))
        {
            return " The file seems to be in UTF-16: try -Encoding unicode.";
        }

        if (source.Encoding is { IsGiven: true, IsMarked: false } && !names.All(name => Ascii.IsValid(name)))
        {
            return $" Is the file in {source.Encoding.Name}? Correct -Encoding if the names look wrong.";
        }

        char other = names.Count == 1 ? names[0].FirstOrDefault(c => c is ',' or ';' or '\t' or '|') : default;
        return other == default || other == source.Delimiter
            ? string.Empty
            : $" If the delimiter is {(other == '\t' ? "a tab" : $"'{other}'")}, give it with -Delimiter.";
    }

    // A field can be a page long, and a malformed row can be the whole file. The start of its first line identifies it.
    private static string Excerpt(string text)
    {
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        end = Math.Min(end < 0 ? text.Length : end, ExcerptLength);
        return end == text.Length ? text : string.Concat(text.AsSpan(0, end), "…");
    }
}
