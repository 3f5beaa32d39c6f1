namespace RnnPS.Files;

/// <summary>Reports the errors of bad rows: the first ones of each kind, and then one error for all others of that kind.</summary>
/// <param name="source">The file.</param>
/// <param name="report">Receives the errors.</param>
internal sealed class RowFaults(CsvRecordSource source, Action<RnnException> report)
{
    private const int ReportedPerKind = 20;

    private readonly Dictionary<string, Kind> _kinds = [];

    /// <summary>The number of bad rows.</summary>
    public long Count { get; private set; }

    /// <summary>Takes the error of the current row.</summary>
    /// <param name="fault">The error.</param>
    public void Add(RnnException fault)
    {
        Count++;
        Kind kind = _kinds.GetValueOrDefault(fault.Id);
        kind.Count++;
        if (kind.Count <= ReportedPerKind)
        {
            report(fault);
        }
        else
        {
            kind.Last = source.LineNumber;
            kind.First = kind.First == 0 ? kind.Last : kind.First;
        }

        _kinds[fault.Id] = kind;
    }

    /// <summary>Reports the rest of each kind.</summary>
    public void ReportRest()
    {
        foreach ((string id, Kind kind) in _kinds)
        {
            if (kind.Count > ReportedPerKind)
            {
                report(CsvFaults.MoreRows(source, id, kind.Count - ReportedPerKind, kind.First, kind.Last));
            }
        }
    }

    private record struct Kind(long Count, long First, long Last);
}
