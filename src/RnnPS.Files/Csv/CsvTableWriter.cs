using CsvHelper;

namespace RnnPS.Files;

/// <summary>
/// Writes a table as CSV: UTF-8 without byte order mark, in the invariant culture, with enough digits to read each
/// number back exactly. The file appears all at once, on <see cref="Commit"/>.
/// </summary>
/// <remarks>
/// Text that looks like a formula is written unchanged, so that it reads back as it was. A row must have as many fields
/// as the header.
/// </remarks>
public sealed class CsvTableWriter : IDisposable
{
    // RFC 4180 says CRLF, but every reader accepts LF, and line tools (cut, awk, diff) would take a CR as part of the last
    // field. We do not use the platform's line ending, so that the same table gives the same bytes everywhere.
    private const string NewLine = "\n";

    private readonly AtomicFile _file;
    private readonly CsvWriter _writer;
    private bool _disposed;

    /// <summary>Opens a table for writing.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="force">Whether to replace a read-only file.</param>
    /// <param name="noClobber">Whether to keep an existing file and fail.</param>
    /// <param name="delimiter">
    /// The character that separates fields: a tab, or a printable ASCII character other than the quote.
    /// </param>
    /// <exception cref="RnnException">As for <see cref="AtomicFile.Create"/>.</exception>
    /// <exception cref="ArgumentException">The delimiter is not allowed.</exception>
    public CsvTableWriter(string path, bool force = false, bool noClobber = false, char delimiter = ',')
    {
        CsvDelimiter.Require(delimiter);
        var options = new CsvWriterOptions
        {
            Separator = delimiter,
            NewLine = NewLine,
            // Readers that trim unquoted fields, as ours does, then keep the white space.
            Quoting = CsvQuoting.WhenNeededOrWhitespace,
        };
        _file = AtomicFile.Create(path, force, noClobber);
        _writer = CsvWriter.Create(_file.Stream, options, leaveOpen: true);
    }

    /// <summary>Writes the header.</summary>
    /// <param name="names">The name of each column.</param>
    /// <exception cref="RnnException">The file cannot be written (<see cref="RnnErrorId.FileUnavailable"/>).</exception>
    public void WriteHeader(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (string name in names)
        {
            _writer.WriteField(name);
        }

        EndRow();
    }

    /// <summary>Writes a number with the fewest digits that read back exactly.</summary>
    /// <param name="value">The number. NaN, a missing value, becomes an empty field.</param>
    public void Write(double value)
    {
        if (double.IsNaN(value))
        {
            _writer.WriteField(ReadOnlySpan<char>.Empty);
        }
        else
        {
            _writer.WriteField(value);
        }
    }

    /// <summary>Writes a whole number.</summary>
    /// <param name="value">The number.</param>
    public void Write(long value) => _writer.WriteField(value);

    /// <summary>Writes a text, in quotes if it needs them.</summary>
    /// <param name="value">The text. Null becomes an empty field.</param>
    public void Write(string? value) => _writer.WriteField(value);

    /// <summary>Ends the row.</summary>
    /// <exception cref="RnnException">The file cannot be written (<see cref="RnnErrorId.FileUnavailable"/>).</exception>
    /// <exception cref="InvalidOperationException">The number of fields differs from that of the first row.</exception>
    public void EndRow() => _writer.EndRecord();

    /// <summary>Moves the finished table to its path. A second call does nothing.</summary>
    /// <exception cref="RnnException">As for <see cref="AtomicFile.Commit"/>.</exception>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_file.Stream.CanWrite)
        {
            _writer.Flush();
        }

        _file.Commit();
    }

    /// <summary>Discards the table, unless it was committed.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _file.Dispose();
        try
        {
            _writer.Dispose();
        }
        catch (ObjectDisposedException)
        {
            // The writer still holds rows, but the file is already gone and the rows are not needed.
        }
    }
}
