using RnnPS.Files;

namespace RnnPS;

/// <summary>A CSV file of flat steps that appears whole or not at all.</summary>
/// <remarks>A class of its own, so that RnnPS.Files is loaded when a file is written and not before.</remarks>
internal sealed class TraceFile : IDisposable
{
    private readonly CsvTableWriter _writer;

    /// <summary>Starts the file beside its place.</summary>
    public TraceFile(string path, bool force, bool noClobber, IReadOnlyList<string> columns)
    {
        _writer = new CsvTableWriter(path, force, noClobber);
        _writer.WriteHeader(columns);
    }

    /// <summary>Finds what would keep the file from being written; writes nothing.</summary>
    public static void Check(string path, bool force, bool noClobber) => AtomicFile.Check(path, force, noClobber);

    /// <summary>Writes one row.</summary>
    public void Write(IEnumerable<object?> cells)
    {
        foreach (object? cell in cells)
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

        _writer.EndRow();
    }

    /// <summary>Moves the file to its place.</summary>
    public void Commit() => _writer.Commit();

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
