using System.Globalization;
using System.Text;

namespace RnnPS.Files;

/// <summary>The errors in the contents of a CSV file. Each names the file, the line, the value and the remedy.</summary>
internal static class CsvFaults
{
    private const int ExcerptLength = 60;
    private const int ValueLength = 1000;
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
        string row = string.Join(source.Delimiter, fields.Take(ValueLength));
        return new(
            RnnErrorId.CsvNoHeader,
            $"{At(source)}: the first row holds data ({Excerpt(row)}), not column names: add a row of names above it.",
            Cut(row));
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
        Cut(name));

    /// <summary>The caller requested no column.</summary>
    /// <param name="source">The file.</param>
    /// <param name="names">The names of the file's columns.</param>
    /// <returns>The error.</returns>
    public static RnnException PropertyRequired(CsvRecordSource source, IReadOnlyList<string> names) => new(
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
        $"{source.FileName}: {RnnMessages.PropertyMissing(Excerpt(name), names)}{EncodingOrDelimiterHint(source, names)}",
        Cut(name));

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
    public static RnnException NotANumber(CsvRecordSource source, string column, ReadOnlySpan<char> text, CultureInfo? culture) => new(
        RnnErrorId.NotANumber,
        $"{At(source, column)}: {RnnMessages.NotANumber(Excerpt(text), culture)} {Skipped} Correct the value. If it is missing, leave "
        + "the field empty, or give the text with -MissingText.",
        Cut(text));

    /// <summary>A field holds an infinite number.</summary>
    /// <param name="source">The file, at the row.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="text">The number's text.</param>
    /// <returns>The error.</returns>
    public static RnnException NotFinite(CsvRecordSource source, string column, ReadOnlySpan<char> text) => new(
        RnnErrorId.NotFinite,
        $"{At(source, column)}: {RnnMessages.NotFinite(Excerpt(text))} {Skipped}",
        Cut(text));

    /// <summary>A field of the mask's column is not a mask value.</summary>
    /// <param name="source">The file, at the row.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="text">The text.</param>
    /// <returns>The error.</returns>
    public static RnnException NotAMask(CsvRecordSource source, string column, string text)
    {
        RnnException fault = MaskRules.NotAMask($"'{Excerpt(text)}'", text);
        return new(fault.Id, $"{At(source, column)}: {fault.Message} {Skipped}", text);
    }

    /// <summary>A row has more or fewer fields than the header.</summary>
    /// <param name="source">The file, at the row.</param>
    /// <param name="columns">The columns of the file.</param>
    /// <returns>The error.</returns>
    public static RnnException RowLength(CsvRecordSource source, CsvColumns columns)
    {
        IReadOnlyList<string> names = columns.Names;
        string row = Decode(source.Raw);
        bool isShort = source.FieldCount < names.Count;
        string fault = isShort
            ? $"it ends before column {Excerpt(names[source.FieldCount])}: give every column a field, and leave the field "
                + "empty if the value is missing"
            : $"it continues after the last column, {Excerpt(names[^1])}: put a field that contains the delimiter in quotes";
        return new(
            RnnErrorId.CsvRowLength,
            $"{At(source)}: the row ({Excerpt(row)}) has {RnnMessages.Count(source.FieldCount, "field")} where "
            + $"{(isShort ? columns.RequiredCount : names.Count)} were expected; {fault}. {Skipped}",
            Cut(row));
    }

    /// <summary>The rows that have an error of a kind that many rows before have.</summary>
    /// <param name="source">The file.</param>
    /// <param name="id">The id of the errors.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="first">The line of the first of them.</param>
    /// <param name="last">The line of the last of them.</param>
    /// <returns>The error.</returns>
    public static RnnException MoreRows(CsvRecordSource source, string id, long count, long first, long last) => new(
        id,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{source.FileName}, lines {first} to {last}: {RnnMessages.Count(count, "more row")} had the error {id} and {(count == 1 ? "was" : "were")} skipped. Many errors of one kind often have one cause, such as the delimiter, the culture or a text for missing values: correct it as the errors above say, and read the file again."),
        source.FilePath);

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
        string text = Decode(line).Replace('\uFFFF', '\uFFFD');
        string remedy = encoding switch
        {
            { IsMarked: true } => "The byte order mark of the file names that encoding, and -Encoding can't override it: save the file "
                + "again, all of it in one encoding.",
            { IsGiven: true } => "Give the encoding of the file with -Encoding.",
            _ => "Give the encoding of the file with -Encoding. With -Encoding 1252, for example, the line is "
                + $"'{Excerpt(CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(line[..Math.Min(line.Length, ValueLength)]))}'.",
        };
        return new(
            RnnErrorId.CsvEncoding,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{source.FileName}, line {source.LineNumber + LineBreaks.Count(record[..start])}: '{Excerpt(text)}' has bytes that are not valid {encoding.Name}. {remedy} Nothing was read from the file."),
            text);
    }

    /// <summary>A row breaks the rules of quoting and is skipped.</summary>
    /// <param name="source">The file, at the row.</param>
    /// <returns>The error.</returns>
    public static RnnException MalformedRow(CsvRecordSource source) => Malformed(source, $" {Skipped}");

    /// <summary>A record breaks the rules of quoting, and reading stops there.</summary>
    /// <param name="source">The file, at the record.</param>
    /// <returns>The error.</returns>
    public static RnnException MalformedFile(CsvRecordSource source) => Malformed(source, string.Empty);

    /// <summary>A record of a pipe is too long, and reading stops there, because a pipe can't go back.</summary>
    /// <param name="source">The file, at the record.</param>
    /// <param name="inner">The exception of the CSV library.</param>
    /// <returns>The error.</returns>
    public static RnnException Oversized(CsvRecordSource source, Exception inner) => new(
        RnnErrorId.CsvMalformed,
        $"{At(source)}: the row is longer than {CsvRecordReader.LargestRecord >> 20} MB, perhaps because a quote is not closed. Save the text in a file, and read that: reading goes on after such a row of a file.",
        source.FilePath,
        inner);

    /// <summary>
    /// Shortens text for a message. A field can be a page long, and a malformed row can be the whole file; the start of the first line
    /// identifies it. A control character becomes its symbol, because a terminal would obey it.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The start of its first line.</returns>
    public static string Excerpt(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAny('\r', '\n');
        end = Math.Min(end < 0 ? text.Length : end, ExcerptLength);
        string shown = string.Concat(text[..end].ToString().Select(Symbol));
        return end == text.Length ? shown : shown + "…";
    }

    private static char Symbol(char character) => character switch
    {
        < ' ' => (char)('\u2400' + character),
        '\u007F' => '\u2421',
        _ when char.IsControl(character) => '\uFFFD',
        _ => character,
    };

    private static RnnException Malformed(CsvRecordSource source, string outcome)
    {
        string row = Decode(source.Raw);
        string shown = row.Length == 0 ? string.Empty : $" ({Excerpt(row)})";
        return new(
            RnnErrorId.CsvMalformed,
            $"{At(source)}: the row{shown} is malformed, {source.DescribeMalformation()}: expected a field that contains "
            + $"quotes to stand in quotes, with each quote in it doubled.{outcome}",
            row);
    }

    private static string At(CsvRecordSource source) =>
        string.Create(CultureInfo.InvariantCulture, $"{source.FileName}, line {source.LineNumber}");

    private static string At(CsvRecordSource source, string column) => $"{At(source)}, column {Excerpt(column)}";

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

    // An error keeps its value for as long as the user keeps the error.
    private static string Cut(ReadOnlySpan<char> text) =>
        text.Length <= ValueLength ? text.ToString() : string.Concat(text[..ValueLength], "…");

    private static string Decode(ReadOnlySpan<byte> text) => text.Length <= ValueLength
        ? Encoding.UTF8.GetString(text)
        : Encoding.UTF8.GetString(text[..ValueLength]).TrimEnd('\uFFFD') + "…";
}
