namespace RnnPS;

/// <summary>How often a value is exactly that of the row before, and how unusual the current repetition is.</summary>
/// <remarks>
/// The chance of a first repetition, and that of a further one, are those of the rows so far, by Laplace's rule of succession. The rows of
/// the current repetition do not count. Values that often stay the same, such as zeros at night, are therefore not unusual.
/// </remarks>
internal sealed class ValueRuns
{
    // Before so many rows, nothing is known of repetitions.
    private const int LeastRows = 50;

    // A repetition that was never seen to go on does so one time in four.
    private const double PriorOfFurther = 4;

    private double _last = double.NaN;
    private long _length;
    private long _rows;
    private long _first;
    private long _further;
    private long _furtherRows;

    /// <summary>Takes the value of the next row.</summary>
    /// <returns>The probability that a row is part of a repetition as long as the current one; 1 without one.</returns>
    public double Add(double value)
    {
        if (value != _last)
        {
            Break();
            (_last, _length) = (value, 1);
            return 1;
        }

        _length++;
        return _rows < LeastRows
            ? 1
            : (_first + 1.0) / (_rows + 2) * Math.Pow((_further + 1.0) / (_furtherRows + PriorOfFurther), _length - 2);
    }

    /// <summary>Ends the current repetition.</summary>
    public void Break()
    {
        if (_length > 0)
        {
            _rows++;
            _first += _length > 1 ? 1 : 0;
            _furtherRows += Math.Max(0, _length - 1);
            _further += Math.Max(0, _length - 2);
        }

        (_last, _length) = (double.NaN, 0);
    }

    /// <summary>Copies what is known.</summary>
    public ValueRuns Copy() => (ValueRuns)MemberwiseClone();
}
