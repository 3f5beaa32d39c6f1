using System.Text;
using CsvHelper;

namespace RnnPS.Files;

/// <summary>
/// Reads the records of a CSV file, one after the other. The CSV library handles quotes and line breaks in quotes. This class
/// checks the encoding, reports RnnPS errors and resumes after a quote that is never closed.
/// </summary>
internal sealed class CsvRecordSource : IDisposable
{
    // The text of the file in UTF-8. Positions and lengths below are of this text.
    private readonly Stream _stream;
    private readonly long _length;
    private readonly bool _canGoBack;
    private CsvRecordReader _reader;
    private CsvMalformedReason? _fault;

    // The bytes and lines of the file before the point where the reader started.
    private long _bytesBefore;
    private long _linesBefore;

    // The lines of a malformed record, and whether the current record is one of them after the first.
    private CsvRecovery? _recovery;
    private bool _isRecovered;
    private char[] _text = new char[64];

    private CsvRecordSource(FileStream stream, string path, char delimiter, Encoding? encoding)
    {
        Encoding = CsvEncoding.Of(stream, encoding);
        _stream = Encoding.Decode(stream);
        FileName = Path.GetFileName(path);
        FilePath = path;
        Delimiter = delimiter;
        _length = stream.CanSeek ? stream.Length : 0;
        _canGoBack = stream.CanSeek || _stream != stream;
        _reader = CsvRecordReader.Create(_stream, delimiter);
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
    public bool IsMalformed => _fault is not null;

    /// <summary>Whether the current record has only delimiters and white space.</summary>
    public bool HasOnlyDelimiters => !IsMalformed && Raw.IndexOfAnyExcept((byte)Delimiter, (byte)' ', (byte)'\t') < 0;

    /// <summary>The number of fields in the current record.</summary>
    public int FieldCount => Record.FieldCount;

    /// <summary>The current record, unparsed, in UTF-8. Of a malformed record, its first line, or the start of a line that is too long to read.</summary>
    public ReadOnlySpan<byte> Raw => _recovery is { } recovery && !_isRecovered ? recovery.FirstLine : Record.RawRecord;

    /// <summary>The fraction of the file read so far, from 0 to 1. Always 0 for a pipe, whose length is unknown.</summary>
    public double Fraction => _length == 0 ? 0 : Math.Min(1, (double)(_bytesBefore + _reader.Record.ByteOffset) / _length);

    private CsvReader Record => (_isRecovered ? _recovery!.Current : _reader).Record;

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
    /// <param name="token">Cancels the read.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="RnnException">
    /// The file cannot be read any further, or it has bytes that are not valid in its encoding.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool Read(CancellationToken token)
    {
        try
        {
            BlankLines = -1;
            do
            {
                token.ThrowIfCancellationRequested();
                BlankLines++;
                if (!ReadRecovered() && !ReadNext(token))
                {
                    return false;
                }
            }
            while (IsBlankLine());
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            throw FileFaults.CannotRead(FilePath, fault);
        }

        RequireValidText();
        return true;
    }

    /// <summary>Gets one field of the current record, unquoted, in UTF-8.</summary>
    /// <param name="field">The index of the field, from 0 to <see cref="FieldCount"/> − 1.</param>
    /// <returns>A span that is valid until the next record is read.</returns>
    public ReadOnlySpan<byte> GetUtf8(int field) => Record.GetSpan(field);

    /// <summary>Gets one field of the current record, unquoted.</summary>
    /// <param name="field">The index of the field, from 0 to <see cref="FieldCount"/> − 1.</param>
    /// <returns>A span that is valid until the next call.</returns>
    public ReadOnlySpan<char> GetText(int field)
    {
        // UTF-8 never decodes to more characters than it has bytes.
        int maxLength = Record.GetSpan(field).Length;
        if (maxLength > _text.Length)
        {
            _text = new char[Math.Max(maxLength, 2 * _text.Length)];
        }

        return _text.AsSpan(0, Record.GetChars(field, _text));
    }

    /// <summary>Describes how the current record breaks the rules of quoting.</summary>
    /// <returns>A clause such as "a quote is not closed".</returns>
    public string DescribeMalformation() => _fault switch
    {
        CsvMalformedReason.StrayQuote => "an unquoted field contains a quote",
        CsvMalformedReason.TextAfterClosingQuote when _recovery is null || _isRecovered => "text follows a closing quote",
        _ when _recovery is { IsOversized: true } && !_isRecovered => FormattableString.Invariant($"it is longer than {CsvRecordReader.LargestRecord >> 20} MB, perhaps because a quote is not closed"),
        _ => "a quote is not closed",
    };

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _recovery?.Dispose();
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

    // Reads the next line of a malformed record.
    private bool ReadRecovered()
    {
        if (_recovery is not { } recovery)
        {
            return false;
        }

        _isRecovered = recovery.Read();
        LineNumber = recovery.LineNumber;
        if (_isRecovered)
        {
            _fault = recovery.Current.Fault;
            return true;
        }

        if (recovery.ResumeAt is { } position)
        {
            _reader.Dispose();
            _stream.Position = position;
            (_bytesBefore, _linesBefore) = (position, recovery.LineNumber - 1);
            _reader = CsvRecordReader.Create(_stream, Delimiter);
        }

        recovery.Dispose();
        _recovery = null;
        return false;
    }

    private bool ReadNext(CancellationToken token)
    {
        try
        {
            if (!_reader.Read())
            {
                return false;
            }
        }
        catch (CsvFormatException fault)
        {
            // The reader has discarded the record. Only its place is still valid.
            LineNumber = _linesBefore + fault.LineNumber;
            _fault = CsvMalformedReason.UnterminatedQuote;
            _recovery = _canGoBack
                ? CsvRecovery.OfOversized(_stream, _bytesBefore + fault.ByteOffset, LineNumber, Delimiter, token)
                : throw CsvFaults.Oversized(this, fault);
            return true;
        }

        LineNumber = _linesBefore + _reader.Record.LineNumber;
        _fault = _reader.Fault;
        if (IsMalformed && Raw.IndexOfAny((byte)'\r', (byte)'\n') >= 0)
        {
            RequireValidText();
            _recovery = new CsvRecovery(
                Raw.ToArray(), LineNumber, Delimiter, _canGoBack ? _bytesBefore + _reader.Record.ByteOffset : null);
        }

        return true;
    }

    private void RequireValidText()
    {
        int invalid = Encoding.IndexOfInvalid(Raw);
        if (invalid >= 0)
        {
            throw CsvFaults.InvalidEncoding(this, Raw, invalid);
        }
    }

    private bool IsBlankLine() =>
        !IsMalformed && Record.FieldCount == 1 && Raw.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;
}
