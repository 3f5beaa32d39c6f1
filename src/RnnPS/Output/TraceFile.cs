using RnnPS.Files;

namespace RnnPS;

/// <summary>Writes flat steps to a CSV file. The file appears only when it is complete.</summary>
/// <remarks>A separate class, so that RnnPS.Files is loaded only when a file is written.</remarks>
internal sealed class TraceFile : IDisposable
{
    // Rows are formatted together, by all processors. So many fields take some milliseconds, and some megabytes of steps at most.
    private const int FieldsAtOnce = 1 << 16;

    private readonly TraceTable _table;
    private readonly CsvTableWriter _writer;
    private List<TraceRow> _rows = [];

    // Rows that other threads format and write, while this one adds more.
    private List<TraceRow> _written = [];
    private Task _writing = Task.CompletedTask;

    /// <summary>Creates the temporary file in the same folder.</summary>
    public TraceFile(string path, bool force, bool noClobber, TraceTable table)
    {
        _table = table;
        _writer = new CsvTableWriter(path, force, noClobber);
        _writer.WriteHeader(table.Names);
    }

    /// <summary>Checks that the file can be written. Does not write anything.</summary>
    public static void Check(string path, bool force, bool noClobber) => AtomicFile.Check(path, force, noClobber);

    /// <summary>Adds a step that fits the table. It is written with others later.</summary>
    public void Add(RnnStep step)
    {
        _rows.Add(_table.Read(step));
        if (_rows.Count * _table.Names.Count >= FieldsAtOnce)
        {
            WriteRows();
        }
    }

    /// <summary>Writes all steps and renames the temporary file to the target path.</summary>
    public void Commit()
    {
        WriteRows();
        Wait();
        _writer.Commit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // What went wrong is known from the call that noticed it.
        _writing.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        _writer.Dispose();
    }

    private void WriteRows()
    {
        Wait();
        (_rows, _written) = (_written, _rows);
        _rows.Clear();
        List<TraceRow> rows = _written;
        _writing = Task.Run(() => _writer.WriteRowsAsync(rows, Write));
    }

    private void Wait() => _writing.GetAwaiter().GetResult();

    // Several threads at once: a row has all that only the pipeline's thread may read.
    private void Write(CsvRow target, TraceRow row)
    {
        int read = 0;
        foreach (TraceColumn column in _table.Columns)
        {
            if (column.Vector >= 0)
            {
                target.Write(row.Step.GetComponent(column.Vector, column.Component));
                continue;
            }

            switch (column.IsForeign ? row.Foreign[read++] : column.Read!(row.Step))
            {
                case double number:
                    target.Write(number);
                    break;
                case long number:
                    target.Write(number);
                    break;
                case var cell:
                    target.Write(TraceTable.Text(cell));
                    break;
            }
        }
    }
}
