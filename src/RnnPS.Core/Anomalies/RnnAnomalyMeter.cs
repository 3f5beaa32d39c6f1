namespace RnnPS;

/// <summary>Compares alarms with labels, row by row. Rows of several series may alternate.</summary>
public sealed class RnnAnomalyMeter
{
    private readonly List<Open> _events = [];
    private readonly Dictionary<object, Open?> _last = [];
    private long _rows;
    private long _alarms;
    private long _falseAlarms;
    private long _ordinary;

    /// <summary>Adds a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="label">The label of the anomaly that the row is part of; null for none. Equal labels of consecutive rows are one event.</param>
    public void Add(RnnAnomalyStep row, string? label)
    {
        ArgumentNullException.ThrowIfNull(row);
        _rows += row.Score is null ? 0 : 1;
        _ordinary += row.Score is null || label is not null ? 0 : 1;
        _alarms += row.IsAnomaly ? 1 : 0;
        _falseAlarms += row.IsAnomaly && label is null ? 1 : 0;
        Open? open = label is null ? null : _last.GetValueOrDefault(row.Sequence);
        if (label is not null && open?.Label != label)
        {
            _events.Add(open = new Open(row.Sequence, label, row.Step));
        }

        open?.Add(row);
        _last[row.Sequence] = open;
    }

    /// <summary>Computes the accuracy of the rows that were added.</summary>
    /// <returns>The accuracy.</returns>
    public RnnAnomalyAccuracy Measure() => new()
    {
        Events = new RnnList<RnnLabelledEvent>([.. _events.Select(one => one.ToEvent())]),
        Rows = _rows,
        Alarms = _alarms,
        FalseAlarms = _falseAlarms,
        OrdinaryRows = _ordinary,
    };

    private sealed class Open(object sequence, string label, long first)
    {
        private int _length;
        private long? _delay;
        private double? _score;

        public string Label => label;

        public void Add(RnnAnomalyStep row)
        {
            // The place in the event counts, because numbers can be left out.
            _delay ??= row.IsAnomaly ? _length : null;
            _length++;
            _score = row.Score is { } score ? Math.Min(score, _score ?? score) : _score;
        }

        public RnnLabelledEvent ToEvent() => new(sequence, label, first, _length, _delay, _score);
    }
}
