namespace RnnPS.Files;

/// <summary>Reports the errors of bad rows: the first ones of each kind, and then one error for all others of that kind.</summary>
/// <param name="source">The file.</param>
/// <param name="all">Whether to report every error.</param>
/// <param name="report">Receives the errors.</param>
internal sealed class RowFaults(CsvRecordSource source, bool all, Action<RnnException> report)
{
    private readonly ErrorCounter _counter = new(all);
    private readonly Dictionary<string, (long First, long Last)> _lines = [];

    /// <summary>The number of bad rows.</summary>
    public long Count { get; private set; }

    /// <summary>Takes the error of the current row.</summary>
    /// <param name="fault">The error.</param>
    public void Add(RnnException fault)
    {
        Count++;
        if (_counter.Add(fault))
        {
            report(fault);
            return;
        }

        long line = source.LineNumber;
        _lines[fault.Id] = (_lines.TryGetValue(fault.Id, out (long First, long) lines) ? lines.First : line, line);
    }

    /// <summary>Reports the rest of each kind.</summary>
    public void ReportRest()
    {
        foreach ((string id, long rest) in _counter.Rest)
        {
            report(CsvFaults.MoreRows(source, id, rest, _lines[id].First, _lines[id].Last));
        }
    }
}
