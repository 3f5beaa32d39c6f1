namespace RnnPS;

/// <summary>Adds up how well the intervals of one level contain the actual values.</summary>
/// <param name="level">The share of outcomes that the intervals should contain.</param>
internal sealed class IntervalMeter(double level)
{
    private long _count;
    private double _covered;
    private double _width;
    private double _score;

    /// <summary>Adds an interval.</summary>
    /// <param name="actual">The actual value.</param>
    /// <param name="lower">The lower end; NaN for none.</param>
    /// <param name="upper">The upper end; NaN for none.</param>
    public void Add(double actual, double lower, double upper)
    {
        double width = upper - lower;
        if (double.IsNaN(width))
        {
            return;
        }

        double outside = Math.Max(Math.Max(lower - actual, actual - upper), 0);
        _count++;
        _width += width;
        _covered += outside > 0 ? 0 : 1;
        _score += width + (2 / (1 - level) * outside);
    }

    /// <summary>Adds the intervals of another series.</summary>
    /// <param name="other">The meter of the other series.</param>
    public void Add(IntervalMeter other)
    {
        _count += other._count;
        _covered += other._covered;
        _width += other._width;
        _score += other._score;
    }

    /// <summary>Creates the measures.</summary>
    /// <returns>The measures; null without intervals.</returns>
    public RnnIntervalAccuracy? Measure() => _count > 0 ? new RnnIntervalAccuracy(level, _covered / _count, _width / _count, _score / _count) : null;
}
