using CsvHelper;

namespace RnnPS.Files;

/// <summary>A reader of the CSV library, and how its current record breaks the rules of quoting.</summary>
internal sealed class CsvRecordReader : IDisposable
{
    /// <summary>
    /// The size of a record, in bytes, from which on it may be refused. An unclosed quote makes the rest of the file one field. This
    /// bounds the memory and the time that such a field costs, because the library checks no cancellation token within a record.
    /// </summary>
    public const int LargestRecord = 16 << 20;

    private readonly CsvReader _reader;

    private CsvRecordReader(Func<CsvReaderOptions, CsvReader> create, char delimiter, bool lineBreaks) => _reader = create(new CsvReaderOptions
    {
        Separator = delimiter,
        // We read the header as an ordinary record: the library would accept duplicate names and an empty file.
        HasHeader = false,
        // Hand-made files often have "1, 2". Untrimmed, a quote after the space would be malformed.
        TrimWhitespace = true,
        TrackLineNumbers = true,
        // In a file of one column, an empty line is a row.
        SkipEmptyLines = false,
        AllowLineBreaksInQuotes = lineBreaks,
        // Throw would leave the library's reader unusable and lose the rows that follow.
        MalformedData = CsvMalformedDataHandling.Recover,
        MaxRecordSize = LargestRecord,
        OnMalformedRecord = record => (Fault, FaultOffset) = (record.Reason, record.ByteOffset),
    });

    /// <summary>The first place where the current record breaks the rules of quoting; null if there is none.</summary>
    public CsvMalformedReason? Fault { get; private set; }

    /// <summary>The offset of <see cref="Fault"/>, in bytes after the start of the text.</summary>
    public long FaultOffset { get; private set; }

    /// <summary>Whether a quote is open at the end of the record, and the record breaks no other rule.</summary>
    public bool IsOpen => Fault is CsvMalformedReason.LineBreakInQuotes or CsvMalformedReason.UnterminatedQuote;

    /// <summary>The current record.</summary>
    public CsvReader Record => _reader;

    /// <summary>Creates a reader of a stream.</summary>
    /// <param name="stream">Text in UTF-8, read from its position. The caller closes it.</param>
    /// <param name="delimiter">The character that separates fields.</param>
    /// <returns>The reader, before the first record.</returns>
    public static CsvRecordReader Create(Stream stream, char delimiter) =>
        new(options => CsvReader.Create(stream, options, leaveOpen: true), delimiter, lineBreaks: true);

    /// <summary>Creates a reader of text in memory.</summary>
    /// <param name="text">The text in UTF-8.</param>
    /// <param name="delimiter">The character that separates fields.</param>
    /// <param name="lineBreaks">Whether a quoted field can have several lines. Otherwise each line is a record.</param>
    /// <returns>The reader, before the first record.</returns>
    public static CsvRecordReader Create(ReadOnlyMemory<byte> text, char delimiter, bool lineBreaks) =>
        new(options => CsvReader.Create(text, options), delimiter, lineBreaks);

    /// <summary>Moves to the next record.</summary>
    /// <returns>False at the end of the text.</returns>
    /// <exception cref="CsvFormatException">The record is longer than <see cref="LargestRecord"/>.</exception>
    public bool Read()
    {
        Fault = null;
        return _reader.Read();
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
