using CsvHelper;

namespace RnnPS.Files;

/// <summary>
/// The records of a CSV file, one after the other. Quotes, line breaks inside them and encodings are the library's
/// work; this class adds what it lacks: errors of ours, and going on after a quote that is never closed.
/// </summary>
internal sealed class CsvRecordSource : IDisposable
{
    // A quote that is never closed takes the rest of the file for one field. This bounds the memory and the time
    // (no token is looked at meanwhile) that it costs until that is plain.
    private const int LargestRecord = 16 << 20;

    private readonly FileStream _stream;
    private readonly CsvReaderOptions _options;
    private readonly long _length;
    private readonly bool _canResume;
    private CsvReader _reader;
    private CsvMalformedReason _reason;

    // What lies before the part of the file that the present reader reads.
    private long _bytesBefore;
    private long _linesBefore;
    private long? _resumeAfterLineAt;
    private bool _oversized;
    private char[] _text = new char[64];

    private CsvRecordSource(FileStream stream, string path, char delimiter)
    {
        _stream = stream;
        FileName = Path.GetFileName(path);
        FilePath = path;
        Delimiter = delimiter;
        _length = stream.CanSeek ? stream.Length : 0;
        _canResume = stream.CanSeek && !StartsWithWideByteOrderMark(stream);
        _options = new CsvReaderOptions
        {
            Separator = delimiter,
            // The header is read as a record like any other: the library would let duplicates pass, and an empty file.
            HasHeader = false,
            // "1, 2" is common in files made by hand, and with a quote after the blank it would be malformed.
            TrimWhitespace = true,
            TrackLineNumbers = true,
            // Not Throw: after that the library's reader is of no more use, and the rows that follow would be lost.
            MalformedData = CsvMalformedDataHandling.Recover,
            MaxRecordSize = LargestRecord,
            OnMalformedRecord = MarkMalformed,
        };
        _reader = CsvReader.Create(stream, _options, leaveOpen: true);
    }

    /// <summary>The file's name without its folder.</summary>
    public string FileName { get; }

    /// <summary>The path as it was given.</summary>
    public string FilePath { get; }

    /// <summary>What stands between two fields.</summary>
    public char Delimiter { get; }

    /// <summary>The line, from 1, where the present record starts.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Whether the present record breaks the rules of quoting: its fields mean nothing then.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The number of fields of the present record.</summary>
    public int FieldCount => _reader.FieldCount;

    /// <summary>The present record as it stands in the file, in UTF-8; empty where it was too long to be read.</summary>
    public ReadOnlySpan<byte> Raw => _oversized ? default : _reader.RawRecord;

    /// <summary>How much of the file has been read, from 0 to 1; 0 for a pipe, whose length nobody knows.</summary>
    public double Fraction => _length == 0 ? 0 : Math.Min(1, (double)(_bytesBefore + _reader.ByteOffset) / _length);

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="delimiter">What stands between two fields.</param>
    /// <returns>The source, before the first record.</returns>
    /// <exception cref="RnnException">The file cannot be read.</exception>
    public static CsvRecordSource Open(string path, char delimiter)
    {
        CsvDelimiter.Require(delimiter);
        FileStream stream = OpenStream(path);
        try
        {
            return new CsvRecordSource(stream, path, delimiter);
        }
        catch (Exception fault)
        {
            stream.Dispose();
            if (FileFaults.IsUnavailable(fault))
            {
                throw FileFaults.CannotRead(path, fault);
            }

            throw;
        }
    }

    /// <summary>Goes to the next record. Lines of nothing but white space are passed over.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="RnnException">The file cannot be read any further.</exception>
    public bool Read()
    {
        try
        {
            ResumeIfAsked();
            do
            {
                IsMalformed = false;
                if (!_reader.Read())
                {
                    return false;
                }
            }
            while (IsBlankLine());
        }
        catch (CsvFormatException fault)
        {
            TakeOversized(fault);
            return true;
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            throw FileFaults.CannotRead(FilePath, fault);
        }

        LineNumber = _linesBefore + _reader.LineNumber;
        if (IsMalformed && Raw.IndexOfAny((byte)'\r', (byte)'\n') >= 0)
        {
            AskToResume(_bytesBefore + _reader.ByteOffset);
        }

        return true;
    }

    /// <summary>One field of the present record, unquoted, in UTF-8.</summary>
    /// <param name="field">From 0 to <see cref="FieldCount"/> − 1.</param>
    /// <returns>A span that is good until the next record.</returns>
    public ReadOnlySpan<byte> GetUtf8(int field) => _reader.GetSpan(field);

    /// <summary>One field of the present record, unquoted.</summary>
    /// <param name="field">From 0 to <see cref="FieldCount"/> − 1.</param>
    /// <returns>A span that is good until the next call.</returns>
    public ReadOnlySpan<char> GetText(int field)
    {
        // UTF-8 never decodes to more characters than it has bytes.
        int most = _reader.GetSpan(field).Length;
        if (most > _text.Length)
        {
            _text = new char[Math.Max(most, 2 * _text.Length)];
        }

        return _text.AsSpan(0, _reader.GetChars(field, _text));
    }

    /// <summary>Says what breaks the rules of quoting in the present record.</summary>
    /// <returns>A clause, as "a quote is not closed".</returns>
    public string DescribeMalformation() => _reason switch
    {
        CsvMalformedReason.StrayQuote => "a quote stands within a field that is not quoted",
        CsvMalformedReason.TextAfterClosingQuote when _resumeAfterLineAt is null => "text follows a closing quote",
        _ => "a quote is not closed",
    };

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }

    private static FileStream OpenStream(string path)
    {
        if (Directory.Exists(path))
        {
            throw FileFaults.IsFolder(path);
        }

        try
        {
            return new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 4096, FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw FileFaults.NotFound(path, fault);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            throw FileFaults.BadPath(path, fault);
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            throw FileFaults.CannotRead(path, fault);
        }
    }

    // The library transcodes UTF-16 and UTF-32 and counts offsets in the UTF-8 that comes of it: they are no places in
    // the file then.
    private static bool StartsWithWideByteOrderMark(FileStream stream)
    {
        Span<byte> start = stackalloc byte[4];
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        start = start[..read];
        return start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])
            || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
            || start.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]);
    }

    private void MarkMalformed(CsvMalformedRecord record)
    {
        IsMalformed = true;
        _reason = record.Reason;
    }

    // A record that was taken back is gone from the reader: nothing of it may be looked at but its line.
    private void TakeOversized(CsvFormatException fault)
    {
        IsMalformed = true;
        _reason = CsvMalformedReason.UnterminatedQuote;
        _oversized = true;
        LineNumber = _linesBefore + fault.LineNumber;
        if (!_canResume)
        {
            throw CsvFaults.MalformedFile(this, fault);
        }

        AskToResume(_bytesBefore + fault.ByteOffset);
    }

    // A malformed record of several lines is most likely one line with a quote that was never closed, which swallowed
    // good rows after it. So only its first line is given up.
    private void AskToResume(long recordStart)
    {
        if (_canResume)
        {
            _resumeAfterLineAt = recordStart;
        }
    }

    private void ResumeIfAsked()
    {
        if (_resumeAfterLineAt is not { } start)
        {
            return;
        }

        _resumeAfterLineAt = null;
        _oversized = false;
        _reader.Dispose();
        _stream.Position = start;
        _bytesBefore = start + MeasureLine();
        _linesBefore = LineNumber;
        _stream.Position = _bytesBefore;
        _reader = CsvReader.Create(_stream, _options, leaveOpen: true);
    }

    private long MeasureLine()
    {
        for (long length = 1; ; length++)
        {
            switch (_stream.ReadByte())
            {
                case -1:
                    return length - 1;
                case '\n':
                    return length;
                case '\r':
                    return _stream.ReadByte() == '\n' ? length + 1 : length;
                default:
                    continue;
            }
        }
    }

    private bool IsBlankLine() =>
        _reader.FieldCount == 1 && !IsMalformed && _reader.RawRecord.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;
}
