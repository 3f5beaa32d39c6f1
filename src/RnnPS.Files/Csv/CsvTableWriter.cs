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

    /// <inheritdoc cref="CsvRow.Write(double)"/>
    public void Write(double value) => new CsvRow(_writer).Write(value);

    /// <inheritdoc cref="CsvRow.Write(long)"/>
    public void Write(long value) => _writer.WriteField(value);

    /// <inheritdoc cref="CsvRow.Write(string)"/>
    public void Write(string? value) => _writer.WriteField(value);

    /// <summary>Ends the row.</summary>
    /// <exception cref="RnnException">The file cannot be written (<see cref="RnnErrorId.FileUnavailable"/>).</exception>
    /// <exception cref="InvalidOperationException">The number of fields differs from that of the first row.</exception>
    public void EndRow() => _writer.EndRecord();

    /// <summary>Writes a row of each item, in their order. The processors share the formatting.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="items">The items. The header must have been written.</param>
    /// <param name="write">Writes the fields of an item. Several threads call it at once.</param>
    /// <returns>A task. Do not use the writer or change the items until it has ended.</returns>
    /// <exception cref="RnnException">The file cannot be written (<see cref="RnnErrorId.FileUnavailable"/>).</exception>
    /// <exception cref="InvalidOperationException">A row has another number of fields than the header.</exception>
    /// <exception cref="Exception">What <paramref name="write"/> threw.</exception>
    public Task WriteRowsAsync<T>(List<T> items, Action<CsvRow, T> write) => _writer.ParallelWriteAsync(
        items,
        (writer, item) =>
        {
            write(new CsvRow(writer), item);
            writer.EndRecord();
        }).AsTask();

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
