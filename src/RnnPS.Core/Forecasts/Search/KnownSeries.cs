namespace RnnPS;

/// <summary>
/// The known rows of a series, from the first value on: one row for each step. A missing value is the last one before it, so that no row
/// tells anything of later ones.
/// </summary>
internal sealed class KnownSeries
{
    private readonly double[] _values;
    private readonly bool[] _isMissing;

    /// <summary>Reads a series.</summary>
    /// <param name="sequence">The series. Steps that are not there are rows of missing values already.</param>
    /// <param name="feature">The index of the feature.</param>
    /// <param name="place">What is known of the rows beside their values.</param>
    /// <exception cref="RnnException">No value is there (<see cref="RnnErrorId.MissingValue"/>).</exception>
    public KnownSeries(RnnSequence sequence, int feature, SeriesPlace place)
    {
        double[] values = [.. sequence.Values.Select((row, i) => sequence.Mask.Count > 0 && !sequence.Mask[i] ? double.NaN : row[feature])];
        int first = Array.FindIndex(values, value => !double.IsNaN(value));
        if (first < 0)
        {
            throw new RnnException(
                RnnErrorId.MissingValue, $"The sequence {sequence.Key} has no values: all of them are missing. Give values.", sequence);
        }

        Place = place.Skip(first);
        _values = values[first..];
        _isMissing = [.. _values.Select(double.IsNaN)];
        for (int row = 1; row < _values.Length; row++)
        {
            _values[row] = _isMissing[row] ? _values[row - 1] : _values[row];
        }
    }

    private KnownSeries(KnownSeries series, int start, int length)
    {
        Place = series.Place.Skip(start);
        _values = series._values[start..(start + length)];
        _isMissing = series._isMissing[start..(start + length)];
    }

    /// <summary>What is known of the rows beside their values.</summary>
    public SeriesPlace Place { get; }

    /// <summary>The number of rows.</summary>
    public int Length => _values.Length;

    /// <summary>The values. A missing one is the last one before it.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Whether the value of a row is missing.</summary>
    public bool IsMissing(int row) => _isMissing[row];

    /// <summary>The number of rows up to the last value that is not missing.</summary>
    public int KnownLength => Array.LastIndexOf(_isMissing, false) + 1;

    /// <summary>Takes the last rows, or all if there are fewer.</summary>
    public KnownSeries TakeLast(int most) => Length > most ? Slice(Length - most, most) : this;

    /// <summary>Takes a part of the rows.</summary>
    public KnownSeries Slice(int start, int length) => new(this, start, length);
}
