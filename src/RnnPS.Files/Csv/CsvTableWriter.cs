using CsvHelper;

namespace RnnPS.Files;

/// <summary>
/// Writes a table as CSV: UTF-8 without byte order mark, in the invariant culture, with all the digits that bring a
/// number back as it was. The file appears when it is committed, as a whole.
/// </summary>
/// <remarks>
/// Text that looks like a formula is written as it is: what is read back must be what was written. A row must have as
/// many fields as the header.
/// </remarks>
public sealed class CsvTableWriter : IDisposable
{
    // RFC 4180 says CRLF, but every reader takes LF, and line tools (cut, awk, diff) would count a CR to the last field.
    // Never the machine's own, so that the same table is the same bytes everywhere.
    private const string NewLine = "\n";

    private readonly AtomicFile _file;
    private readonly CsvWriter _writer;
    private bool _disposed;

    /// <summary>Opens a table to be written.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="force">Whether a read-only file may be replaced.</param>
    /// <param name="noClobber">Whether an existing file must stay.</param>
    /// <param name="delimiter">
    /// What stands between two fields: a printable ASCII character other than the quote, or a tab.
    /// </param>
    /// <exception cref="RnnException">As <see cref="AtomicFile.Create"/>.</exception>
    /// <exception cref="ArgumentException">The delimiter cannot be one.</exception>
    public CsvTableWriter(string path, bool force = false, bool noClobber = false, char delimiter = ',')
    {
        CsvDelimiter.Require(delimiter);
        var options = new CsvWriterOptions
        {
            Separator = delimiter,
            NewLine = NewLine,
            // Readers that trim fields outside quotes, ours among them, then keep the white space.
            Quoting = CsvQuoting.WhenNeededOrWhitespace,
        };
        _file = AtomicFile.Create(path, force, noClobber);
        _writer = CsvWriter.Create(_file.Stream, options, leaveOpen: true);
    }

    /// <summary>Writes the columns' names.</summary>
    /// <param name="names">One name a column.</param>
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

    /// <summary>Writes a number with the fewest digits that bring it back exactly.</summary>
    /// <param name="value">The number; NaN, a missing value, becomes an empty field.</param>
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

    /// <summary>Writes a text, in quotes where it needs them.</summary>
    /// <param name="value">The text; null becomes an empty field.</param>
    public void Write(string? value) => _writer.WriteField(value);

    /// <summary>Ends the row.</summary>
    /// <exception cref="RnnException">The file cannot be written (<see cref="RnnErrorId.FileUnavailable"/>).</exception>
    /// <exception cref="InvalidOperationException">The row has not as many fields as the first.</exception>
    public void EndRow() => _writer.EndRecord();

    /// <summary>Puts the table in its place. A second call does nothing.</summary>
    /// <exception cref="RnnException">As <see cref="AtomicFile.Commit"/>.</exception>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_file.Stream.CanWrite)
        {
            _writer.Flush();
        }

        _file.Commit();
    }

    /// <summary>Throws the table away, unless it was committed.</summary>
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
            // It has rows left, which nobody wants any more, and the file is gone already.
        }
    }
}
