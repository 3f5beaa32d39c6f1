using RnnPS.Files;

namespace RnnPS;

/// <summary>Writes flat steps to a CSV file. The file appears only when it is complete.</summary>
/// <remarks>A separate class, so that RnnPS.Files is loaded only when a file is written.</remarks>
internal sealed class TraceFile : IDisposable
{
    private readonly CsvTableWriter _writer;

    /// <summary>Creates the temporary file in the same folder.</summary>
    public TraceFile(string path, bool force, bool noClobber, IReadOnlyList<string> columns)
    {
        _writer = new CsvTableWriter(path, force, noClobber);
        _writer.WriteHeader(columns);
    }

    /// <summary>Checks that the file can be written. Does not write anything.</summary>
    public static void Check(string path, bool force, bool noClobber) => AtomicFile.Check(path, force, noClobber);

    /// <summary>Writes a number.</summary>
    public void Write(double number) => _writer.Write(number);

    /// <summary>Writes a cell of a <see cref="TraceTable"/>.</summary>
    public void Write(object? cell)
    {
        switch (cell)
        {
            case double number:
                _writer.Write(number);
                break;
            case long number:
                _writer.Write(number);
                break;
            default:
                _writer.Write(TraceTable.Text(cell));
                break;
        }
    }

    /// <summary>Ends the row.</summary>
    public void EndRow() => _writer.EndRow();

    /// <summary>Renames the temporary file to the target path.</summary>
    public void Commit() => _writer.Commit();

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
