namespace RnnPS;

/// <summary>Adds up the errors of one method for one target.</summary>
/// <param name="scale">The scale of the errors, for MASE; 0 or NaN if there is none.</param>
/// <param name="levels">The shares of outcomes that intervals should contain, from the narrowest to the widest.</param>
internal sealed class AccuracyMeter(double scale, IReadOnlyList<double> levels)
{
    private readonly IntervalMeter[] _intervals = [.. levels.Select(level => new IntervalMeter(level))];
    private readonly SortedDictionary<int, OriginLoss> _origins = [];
    private long _percents;
    private long _scaledCount;
    private double _absolute;
    private double _squared;
    private double _error;
    private double _percent;
    private double _symmetric;
    private double _scaledAbsolute;

    /// <summary>The number of forecasts with an actual value.</summary>
    public long Count { get; private set; }

    /// <summary>The number of forecasts without one.</summary>
    public long Missing { get; private set; }

    /// <summary>The scale of the errors; NaN for several series.</summary>
    public double Scale => scale;

    private bool HasScale => scale > 0 && double.IsFinite(scale);

    /// <summary>Adds a forecast.</summary>
    /// <param name="origin">The index of its origin.</param>
    /// <param name="actual">The actual value; NaN if missing.</param>
    /// <param name="forecast">The forecast.</param>
    /// <param name="intervals">The ends of its interval of each level; NaN for none. Empty without intervals.</param>
    public void Add(int origin, double actual, double forecast, IReadOnlyList<(double Lower, double Upper)> intervals)
    {
        if (double.IsNaN(actual))
        {
            Missing++;
            return;
        }

        double error = actual - forecast;
        double size = Math.Abs(error);
        Count++;
        _error += error;
        _absolute += size;
        _squared += error * error;
        _origins[origin] = _origins.GetValueOrDefault(origin).Plus(new OriginLoss(size, error * error, 1));
        if (size > 0 || actual != 0)
        {
            _percents++;
            _percent += 100 * size / Math.Abs(actual);
        }

        _symmetric += size > 0 ? 200 * size / (Math.Abs(actual) + Math.Abs(forecast)) : 0;
        if (HasScale)
        {
            _scaledCount++;
            _scaledAbsolute += size / scale;
        }

        for (int i = 0; i < intervals.Count; i++)
        {
            _intervals[i].Add(actual, intervals[i].Lower, intervals[i].Upper);
        }
    }

    /// <summary>Adds the forecasts of another series. The losses of origins are those of the scaled errors.</summary>
    /// <param name="other">The meter of the other series.</param>
    public void Add(AccuracyMeter other)
    {
        Count += other.Count;
        Missing += other.Missing;
        _percents += other._percents;
        _scaledCount += other._scaledCount;
        _absolute += other._absolute;
        _squared += other._squared;
        _error += other._error;
        _percent += other._percent;
        _symmetric += other._symmetric;
        _scaledAbsolute += other._scaledAbsolute;
        foreach ((IntervalMeter mine, IntervalMeter others) in _intervals.Zip(other._intervals))
        {
            mine.Add(others);
        }

        foreach ((int origin, OriginLoss loss) in other.HasScale ? other._origins : [])
        {
            _origins[origin] = _origins.GetValueOrDefault(origin).Plus(
                new OriginLoss(loss.Absolute / other.Scale, loss.Squared / (other.Scale * other.Scale), loss.Count));
        }
    }

    /// <summary>The mean loss at each origin, in their order.</summary>
    public double[] OriginLosses(RnnForecastLoss loss) => [.. _origins.Values.Select(origin => origin.Of(loss) / origin.Count)];

    /// <summary>The mean loss over all forecasts.</summary>
    public double MeanLoss(RnnForecastLoss loss) => _origins.Values.Sum(origin => origin.Of(loss)) / _origins.Values.Sum(origin => origin.Count);

    /// <summary>Creates the measures.</summary>
    /// <param name="context">What all methods share.</param>
    /// <param name="method">The method.</param>
    /// <param name="comparison">How the model compares with the method, or with the best simple one.</param>
    /// <param name="verdict">The verdict on the model.</param>
    /// <returns>The measures.</returns>
    public RnnForecastAccuracy Measure(AccuracyContext context, RnnForecastMethod method, BaselineComparison comparison, string verdict)
    {
        var intervals = new RnnList<RnnIntervalAccuracy>([.. _intervals.Select(meter => meter.Measure()).OfType<RnnIntervalAccuracy>()], list => string.Join("; ", list));
        RnnIntervalAccuracy? widest = intervals.Count > 0 ? intervals[^1] : null;
        return new RnnForecastAccuracy
        {
            Sequence = context.Sequence,
            Target = context.Target,
            Method = method,
            Origins = _origins.Count,
            Count = Count,
            Missing = Missing,
            Mae = _absolute / Count,
            Rmse = Math.Sqrt(_squared / Count),
            Mape = _percent / _percents,
            Smape = _symmetric / Count,
            Mase = _scaledAbsolute / _scaledCount,
            Bias = _error / Count,
            Coverage = widest?.Coverage,
            Width = widest?.Width,
            IntervalScore = widest?.IntervalScore,
            Interval = widest?.Level,
            Intervals = intervals,
            Period = context.Period,
            Scale = Scale,
            Loss = context.Loss,
            Baseline = comparison.Baseline,
            Improvement = comparison.Improvement,
            Statistic = comparison.Statistic,
            Horizon = comparison.Horizon,
            PValue = comparison.PValue,
            ModelVerdict = verdict,
            Steps = context.Steps,
        };
    }

    private readonly record struct OriginLoss(double Absolute, double Squared, long Count)
    {
        public double Of(RnnForecastLoss loss) => loss == RnnForecastLoss.Absolute ? Absolute : Squared;

        public OriginLoss Plus(OriginLoss other) => new(Absolute + other.Absolute, Squared + other.Squared, Count + other.Count);
    }
}
