namespace RnnPS.Files;

/// <summary>Collects the rows of one series.</summary>
internal sealed class SequenceBuilder
{
    private readonly string _key;
    private readonly CsvColumns _columns;
    private readonly SourceRows _source;
    // Most groups of a file with many groups are short.
    private readonly List<double> _values;
    private readonly List<long> _lines = new(capacity: 1);
    private readonly List<bool> _mask = [];
    private double[]? _none;
    private List<long>? _steps;
    private long _rows;

    /// <summary>Creates a series without rows.</summary>
    /// <param name="key">The series' key.</param>
    /// <param name="columns">The file's columns.</param>
    /// <param name="source">The list, still empty, that keeps the series' rows.</param>
    public SequenceBuilder(string key, CsvColumns columns, SourceRows source)
    {
        _key = key;
        _columns = columns;
        _source = source;
        _values = new List<double>(columns.Features.Count);
    }

    /// <summary>The number of good rows so far.</summary>
    public int Count => _source.Count;

    /// <summary>Adds a row.</summary>
    /// <param name="values">The row's features.</param>
    /// <param name="isValid">Whether the row is not masked.</param>
    /// <param name="record">The file, at the row.</param>
    public void Add(ReadOnlySpan<double> values, bool isValid, CsvRecordSource record)
    {
        AddValues(values, isValid, record.LineNumber);
        _source.Add(record);
    }

    /// <summary>Adds a row without values, from a line without fields or with empty ones.</summary>
    /// <param name="line">The number of the line.</param>
    public void AddMissing(long line)
    {
        _none ??= [.. Enumerable.Repeat(double.NaN, _columns.Features.Count)];
        AddValues(_none, isValid: true, line);
        _source.AddEmpty();
    }

    /// <summary>Counts a bad row, so that later rows keep their own numbers.</summary>
    public void SkipRow() => _rows++;

    /// <summary>Makes the sequence from the rows so far.</summary>
    /// <returns>The sequence.</returns>
    public RnnSequence Build() => new(
        _key,
        new RnnMatrix(Count, _columns.Features.Count, [.. _values]),
        _columns.FeatureNames,
        _source,
        _steps,
        [.. _lines],
        _mask.Contains(false) ? [.. _mask] : null);

    private void AddValues(ReadOnlySpan<double> values, bool isValid, long line)
    {
        // Most files have no bad row and need no list of step numbers.
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
        _lines.Add(line);
        if (_columns.Mask is not null)
        {
            _mask.Add(isValid);
        }

        _rows++;
    }
}
