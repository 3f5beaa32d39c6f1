namespace RnnPS.Files;

/// <summary>One series while its rows come in.</summary>
internal sealed class SequenceBuilder
{
    private readonly string _key;
    private readonly CsvColumns _columns;
    private readonly SourceRows _source;
    private readonly List<double> _values = [];
    private readonly List<long> _lines = [];
    private List<long>? _steps;
    private long _rows;

    /// <summary>Creates a series without rows.</summary>
    /// <param name="key">What tells it from others.</param>
    /// <param name="columns">The file's columns.</param>
    /// <param name="source">Where its rows go, empty yet.</param>
    public SequenceBuilder(string key, CsvColumns columns, SourceRows source)
    {
        _key = key;
        _columns = columns;
        _source = source;
    }

    /// <summary>The number of rows taken up.</summary>
    public int Count => _source.Count;

    /// <summary>Takes up a row.</summary>
    /// <param name="values">Its features.</param>
    /// <param name="record">The file, at the row.</param>
    public void Add(ReadOnlySpan<double> values, CsvRecordSource record)
    {
        // Most files have no bad row, and need no list of step numbers.
        if (_steps is null && _rows > Count)
        {
            _steps = [];
            for (int step = 0; step < Count; step++)
            {
                _steps.Add(step);
            }
        }

        _steps?.Add(_rows);
        _values.AddRange(values);
        _source.Add(record);
        _lines.Add(record.LineNumber);
        _rows++;
    }

    /// <summary>Counts a bad row, so that the rows after it keep their own number.</summary>
    public void LeaveOut() => _rows++;

    /// <summary>Makes the sequence.</summary>
    /// <returns>The sequence.</returns>
    public RnnSequence Build() => new(
        _key,
        new RnnMatrix(Count, _columns.Features.Count, [.. _values]),
        _columns.FeatureNames,
        _source,
        _steps,
        _lines);
}
