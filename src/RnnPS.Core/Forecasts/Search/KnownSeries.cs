namespace RnnPS;

/// <summary>The known rows of a series: one row for each step, where missing values are interpolated.</summary>
internal sealed class KnownSeries
{
    private readonly double[] _values;
    private readonly bool[] _isMissing;

    /// <summary>Reads a series.</summary>
    /// <param name="sequence">The series. Steps that are not there are rows of missing values already.</param>
    /// <param name="feature">The index of the feature.</param>
    /// <param name="place">The place of the first row in the calendar, in rows.</param>
    /// <exception cref="RnnException">No value is there (<see cref="RnnErrorId.MissingValue"/>).</exception>
    public KnownSeries(RnnSequence sequence, int feature, long place)
    {
        Place = place;
        double[] values = [.. sequence.Values.Select(row => row[feature])];
        _isMissing = [.. values.Select((value, row) => double.IsNaN(value) || (sequence.Mask.Count > 0 && !sequence.Mask[row]))];
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = _isMissing[row] ? double.NaN : values[row];
        }

        var column = new RnnSequence(sequence.Key, new RnnMatrix(values.Length, 1, values), sequence.FeatureNames.Count > 0 ? [sequence.FeatureNames[feature]] : null);
        _values = MissingValues.Resolve(column, RnnMissingValue.Interpolate).Values.AsSpan().ToArray();
    }

    private KnownSeries(KnownSeries series, int start, int length)
    {
        Place = series.Place + start;
        _values = series._values[start..(start + length)];
        _isMissing = series._isMissing[start..(start + length)];
    }

    /// <summary>The place of the first row in the calendar, in rows.</summary>
    public long Place { get; }

    /// <summary>The number of rows.</summary>
    public int Length => _values.Length;

    /// <summary>The values. Missing ones are interpolated.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Whether the value of a row is missing.</summary>
    public bool IsMissing(int row) => _isMissing[row];

    /// <summary>Takes a part of the rows.</summary>
    public KnownSeries Slice(int start, int length) => new(this, start, length);
}
