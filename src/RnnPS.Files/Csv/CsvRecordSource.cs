using System.Text;
using CsvHelper;

namespace RnnPS.Files;

/// <summary>
/// Reads the records of a CSV file, one after the other. The CSV library handles quotes and line breaks in quotes. This class
/// checks the encoding, reports RnnPS errors and resumes after a quote that is never closed.
/// </summary>
internal sealed class CsvRecordSource : IDisposable
{
    // An unclosed quote makes the rest of the file one field. This bounds the memory and the time that such a field
    // costs. The library checks no cancellation token while it reads a record.
    private const int LargestRecord = 16 << 20;

    // The text of the file in UTF-8. Positions and lengths below are of this text.
    private readonly Stream _stream;
    private readonly CsvReaderOptions _options;
    private readonly long _length;
    private readonly bool _canResume;
    private CsvReader _reader;
    private CsvMalformedReason _reason;

    // The bytes and lines of the file before the point where the current reader started.
    private long _bytesBefore;
    private long _linesBefore;
    private long? _resumeAfterLineAt;
    private bool _oversized;
    private char[] _text = new char[64];

    private CsvRecordSource(FileStream stream, string path, char delimiter, Encoding? encoding)
    {
        Encoding = CsvEncoding.Of(stream, encoding);
        _stream = Encoding.Decode(stream);
        FileName = Path.GetFileName(path);
        FilePath = path;
        Delimiter = delimiter;
        _length = stream.CanSeek ? stream.Length : 0;
        _canResume = stream.CanSeek || _stream != stream;
        _options = new CsvReaderOptions
        {
            Separator = delimiter,
            // We read the header as an ordinary record: the library would accept duplicate names and an empty file.
            HasHeader = false,
            // Hand-made files often have "1, 2". Untrimmed, a quote after the space would be malformed.
            TrimWhitespace = true,
            TrackLineNumbers = true,
            // In a file of one column, an empty line is a row.
            SkipEmptyLines = false,
            // Throw would leave the library's reader unusable and lose the rows that follow.
            MalformedData = CsvMalformedDataHandling.Recover,
            MaxRecordSize = LargestRecord,
            OnMalformedRecord = MarkMalformed,
        };
        _reader = CsvReader.Create(_stream, _options, leaveOpen: true);
    }

    /// <summary>The file's name without its folder.</summary>
    public string FileName { get; }

    /// <summary>The path as the caller gave it.</summary>
    public string FilePath { get; }

    /// <summary>The character that separates fields.</summary>
    public char Delimiter { get; }

    /// <summary>The encoding of the file.</summary>
    public CsvEncoding Encoding { get; }

    /// <summary>The number, from 1, of the line where the current record starts.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The number of blank lines directly before the current record.</summary>
    public int BlankLines { get; private set; }

    /// <summary>Whether the current record breaks the rules of quoting. Its fields are meaningless if so.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The number of fields in the current record.</summary>
    public int FieldCount => _reader.FieldCount;

    /// <summary>The current record, unparsed, in UTF-8. Empty if the record is too long to read.</summary>
    public ReadOnlySpan<byte> Raw => _oversized ? default : _reader.RawRecord;

    /// <summary>The fraction of the file read so far, from 0 to 1. Always 0 for a pipe, whose length is unknown.</summary>
    public double Fraction => _length == 0 ? 0 : Math.Min(1, (double)(_bytesBefore + _reader.ByteOffset) / _length);

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="delimiter">The character that separates fields.</param>
    /// <param name="encoding">The encoding of a file without a byte order mark; null for UTF-8.</param>
    /// <returns>The source, before the first record.</returns>
    /// <exception cref="RnnException">The file cannot be read.</exception>
    public static CsvRecordSource Open(string path, char delimiter, Encoding? encoding)
    {
        CsvDelimiter.Require(delimiter);
        FileStream stream = OpenStream(path);
        try
        {
            return new CsvRecordSource(stream, path, delimiter, encoding);
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

    /// <summary>Moves to the next record. Skips lines of only white space.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="RnnException">
    /// The file cannot be read any further, or it has bytes that are not valid in its encoding.
    /// </exception>
    public bool Read()
    {
        try
        {
            ResumeIfScheduled();
            for (BlankLines = 0; ; BlankLines++)
            {
                IsMalformed = false;
                if (!_reader.Read())
                {
                    return false;
                }

                if (!IsBlankLine())
                {
                    break;
                }
            }
        }
        catch (CsvFormatException fault)
        {
            MarkOversized(fault);
            return true;
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            throw FileFaults.CannotRead(FilePath, fault);
        }

        LineNumber = _linesBefore + _reader.LineNumber;
        RequireValidText(Raw);
        if (IsMalformed && Raw.IndexOfAny((byte)'\r', (byte)'\n') >= 0)
        {
            ScheduleResume(_bytesBefore + _reader.ByteOffset);
        }

        return true;
    }

    /// <summary>Gets one field of the current record, unquoted, in UTF-8.</summary>
    /// <param name="field">The index of the field, from 0 to <see cref="FieldCount"/> − 1.</param>
    /// <returns>A span that is valid until the next record is read.</returns>
    public ReadOnlySpan<byte> GetUtf8(int field) => _reader.GetSpan(field);

    /// <summary>Gets one field of the current record, unquoted.</summary>
    /// <param name="field">The index of the field, from 0 to <see cref="FieldCount"/> − 1.</param>
    /// <returns>A span that is valid until the next call.</returns>
    public ReadOnlySpan<char> GetText(int field)
    {
        // UTF-8 never decodes to more characters than it has bytes.
        int maxLength = _reader.GetSpan(field).Length;
        if (maxLength > _text.Length)
        {
            _text = new char[Math.Max(maxLength, 2 * _text.Length)];
        }

        return _text.AsSpan(0, _reader.GetChars(field, _text));
    }

    /// <summary>Describes how the current record breaks the rules of quoting.</summary>
    /// <returns>A clause such as "a quote is not closed".</returns>
    public string DescribeMalformation() => _reason switch
    {
        CsvMalformedReason.StrayQuote => "an unquoted field contains a quote",
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
            // Another program may still write the file, or replace it by a new one, as it does with a log.
            return new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 4096,
                FileOptions.SequentialScan);
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

    private void RequireValidText(ReadOnlySpan<byte> record)
    {
        int invalid = Encoding.IndexOfInvalid(record);
        if (invalid >= 0)
        {
            throw CsvFaults.InvalidEncoding(this, record, invalid);
        }
    }

    private void MarkMalformed(CsvMalformedRecord record)
    {
        IsMalformed = true;
        _reason = record.Reason;
    }

    // The reader has discarded the record. Only its line number is still valid.
    private void MarkOversized(CsvFormatException fault)
    {
        IsMalformed = true;
        _reason = CsvMalformedReason.UnterminatedQuote;
        _oversized = true;
        LineNumber = _linesBefore + fault.LineNumber;
        if (!_canResume)
        {
            throw CsvFaults.MalformedFile(this, fault);
        }

        ScheduleResume(_bytesBefore + fault.ByteOffset);
    }

    // A malformed record of several lines is most likely one line with an unclosed quote, followed by good rows. So we
    // skip only the first line and resume at the second.
    private void ScheduleResume(long recordStart)
    {
        if (_canResume)
        {
            _resumeAfterLineAt = recordStart;
        }
    }

    private void ResumeIfScheduled()
    {
        if (_resumeAfterLineAt is not { } start)
        {
            return;
        }

        _resumeAfterLineAt = null;
        _reader.Dispose();
        _stream.Position = start;
        _bytesBefore = start + MeasureLine();
        _linesBefore = LineNumber;
        if (_oversized)
        {
            // Every other record was checked when it was read.
            _oversized = false;
            _stream.Position = start;
            byte[] line = new byte[_bytesBefore - start];
            _stream.ReadExactly(line);
            RequireValidText(line);
        }

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
