namespace RnnPS.Files;

/// <summary>
/// Reads the lines of a malformed record again. Such a record is most likely one line with an unclosed quote, followed by good rows. So
/// only its first line is lost, and each later line can be the start of a record.
/// </summary>
/// <remarks>
/// The work is in proportion to the text. A quote that opens on a line and does not close on it is followed until it closes or breaks a
/// rule. From the end of any later line on, a record that starts there reads the same text in the same state. So it breaks the rule at
/// the same place, and need not be followed.
/// </remarks>
internal sealed class CsvRecovery : IDisposable
{
    private const int FirstPart = 256;
    private const int BlockSize = 1 << 16;

    // What is kept of a line that is too long to read.
    private const int StartLength = 1 << 10;

    private readonly byte[] _text;
    private readonly char _delimiter;
    private readonly long? _position;
    private readonly long? _end;
    private CsvRecordReader _lines;
    private CsvRecordReader? _several;
    private int _start;
    private long _linesBefore;
    private long _faultAt;

    /// <summary>Creates the recovery of a record that was read.</summary>
    /// <param name="text">The record, in UTF-8.</param>
    /// <param name="lineNumber">The number of its first line.</param>
    /// <param name="delimiter">The character that separates fields.</param>
    /// <param name="position">The position of the record in its stream; null if the stream can't go back.</param>
    public CsvRecovery(byte[] text, long lineNumber, char delimiter, long? position)
        : this(text, lineNumber, delimiter, position, end: null)
    {
    }

    private CsvRecovery(byte[] text, long lineNumber, char delimiter, long? position, long? end)
    {
        _text = text;
        _delimiter = delimiter;
        _position = position;
        _end = end;
        _start = FirstLine.Length;
        _linesBefore = lineNumber;
        _lines = CreateLines();
    }

    /// <summary>Whether the record was too long to read.</summary>
    public bool IsOversized => _end is not null;

    /// <summary>The first line of the text, with its line break. It is lost.</summary>
    public ReadOnlySpan<byte> FirstLine => _text.AsSpan(0, LineBreaks.Skip(_text, LineBreaks.EndOfLine(_text, 0)));

    /// <summary>The current record.</summary>
    public CsvRecordReader Current => _several ?? _lines;

    /// <summary>The number of the line where the current record starts; after the last record, of the line where reading goes on.</summary>
    public long LineNumber { get; private set; }

    /// <summary>After the last record, the position in the stream where reading goes on; null to go on after the text.</summary>
    public long? ResumeAt { get; private set; }

    /// <summary>Creates the recovery of a record that was too long to read: of its whole lines within the largest size.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="position">The position of the record in the stream.</param>
    /// <param name="lineNumber">The number of its first line.</param>
    /// <param name="delimiter">The character that separates fields.</param>
    /// <param name="token">Cancels the search for the end of a line.</param>
    /// <returns>The recovery.</returns>
    public static CsvRecovery OfOversized(Stream stream, long position, long lineNumber, char delimiter, CancellationToken token)
    {
        stream.Position = position;
        byte[] text = new byte[CsvRecordReader.LargestRecord];
        int length = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        int last = text.AsSpan(0, length - 1).LastIndexOfAny((byte)'\r', (byte)'\n');
        if (last >= 0)
        {
            text = text[..LineBreaks.Skip(text, last)];
            return new CsvRecovery(text, lineNumber, delimiter, position, position + text.Length);
        }

        return new CsvRecovery(text[..EndOfCharacter(text, StartLength)], lineNumber, delimiter, position, FindNextLine(stream, token));
    }

    /// <summary>Moves to the next record.</summary>
    /// <returns>False after the last record that ends within the text.</returns>
    public bool Read()
    {
        _several?.Dispose();
        _several = null;
        if (!_lines.Read())
        {
            LineNumber = _linesBefore + LineBreaks.Count(_text.AsSpan(_start)) + 1;
            ResumeAt = _end;
            return false;
        }

        LineNumber = _linesBefore + _lines.Record.LineNumber;
        int start = _start + (int)_lines.Record.ByteOffset;
        return !_lines.IsOpen || start + _lines.Record.RawRecord.Length <= _faultAt || ReadLines(start);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _several?.Dispose();
        _lines.Dispose();
    }

    // Doubles the part that it reads until the record ends there or breaks a rule.
    private bool ReadLines(int start)
    {
        for (int length = FirstPart; ; length *= 2)
        {
            int end = LineBreaks.EndOfLine(_text, start + length);
            var part = CsvRecordReader.Create(_text.AsMemory(start..end), _delimiter, lineBreaks: true);
            part.Read();
            if (part.Fault is null)
            {
                Take(part, start);
                return true;
            }

            part.Dispose();
            if (!part.IsOpen)
            {
                _faultAt = start + part.FaultOffset;
                return true;
            }

            if (end == _text.Length)
            {
                _faultAt = end;
                ResumeAt = _position + start;
                return _position is null;
            }
        }
    }

    private void Take(CsvRecordReader record, int start)
    {
        _several = record;
        int length = (int)record.Record.ByteOffset + record.Record.RawRecord.Length;
        _linesBefore = LineNumber + LineBreaks.Count(record.Record.RawRecord);
        _start = LineBreaks.Skip(_text, start + length);
        _lines.Dispose();
        _lines = CreateLines();
    }

    private static long FindNextLine(Stream stream, CancellationToken token)
    {
        byte[] block = new byte[BlockSize];
        while (true)
        {
            token.ThrowIfCancellationRequested();
            long start = stream.Position;
            int read = stream.Read(block);
            int end = LineBreaks.EndOfLine(block.AsSpan(0, read), 0);
            if (end < read || read == 0)
            {
                // The line feed of a CR LF can be in the next block.
                stream.Position = start + end;
                read = stream.ReadAtLeast(block.AsSpan(0, 2), 2, throwOnEndOfStream: false);
                return start + end + LineBreaks.Skip(block.AsSpan(0, read), 0);
            }
        }
    }

    // A byte after a whole character in UTF-8 is not a continuation byte.
    private static int EndOfCharacter(byte[] text, int end)
    {
        while ((text[end] & 0b1100_0000) == 0b1000_0000)
        {
            end--;
        }

        return end;
    }

    private CsvRecordReader CreateLines() => CsvRecordReader.Create(_text.AsMemory(_start), _delimiter, lineBreaks: false);
}
