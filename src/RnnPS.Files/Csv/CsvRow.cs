using CsvHelper;

namespace RnnPS.Files;

/// <summary>A row that <see cref="CsvTableWriter.WriteRowsAsync"/> writes.</summary>
/// <remarks>
/// Numbers are in the invariant culture. Text that looks like a formula is written unchanged, so that it reads back as it was.
/// </remarks>
public readonly struct CsvRow
{
    private readonly CsvWriter _writer;

    internal CsvRow(CsvWriter writer) => _writer = writer;

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
}
