namespace RnnPS;

/// <summary>The actual values of one target, and the errors of all methods.</summary>
internal sealed class TargetSeries
{
    private readonly RnnSequence _rows;
    private readonly RnnBacktestOptions _options;
    private readonly double[] _values;
    private readonly int _period;
    private readonly double[] _deviations;
    private readonly List<RnnBacktestStep> _steps = [];
    private readonly Dictionary<RnnForecastMethod, AccuracyMeter> _meters;

    /// <summary>Reads the values.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="feature">The index of the target's feature.</param>
    /// <param name="number">The number of the target, if it is one of several; null if it is the only one.</param>
    /// <param name="period">The seasonal period in rows; 1 for none.</param>
    /// <param name="first">The number of rows before the first origin.</param>
    /// <param name="options">The options of the backtest.</param>
    public TargetSeries(RnnSequence rows, int feature, int? number, int period, int first, RnnBacktestOptions options)
    {
        _rows = rows;
        _options = options;
        _period = period;
        // What is masked is not to be counted on.
        _values = [.. Enumerable.Range(0, rows.Length).Select(row => rows.Mask.Count > 0 && !rows.Mask[row] ? double.NaN : rows.Values[row][feature])];
        Name = rows.FeatureNames.Count > 0 ? rows.FeatureNames[feature] : number is { } one ? FormattableString.Invariant($"{one}") : null;
        IReadOnlyList<double> levels = RnnForecastOptions.RequireShares(options.Intervals);
        _deviations = [.. levels.Select(level => options.Distributions.NormalQuantile((1 + level) / 2))];
        double scale = Scale(_values.AsSpan(0, first), period);
        RnnForecastMethod[] methods = period > 1 ? Enum.GetValues<RnnForecastMethod>() : [RnnForecastMethod.Model, RnnForecastMethod.Naive, RnnForecastMethod.Drift];
        _meters = methods.ToDictionary(method => method, _ => new AccuracyMeter(scale, levels));
    }

    /// <summary>The name of the target, or its number; null if it is the only one and has no name.</summary>
    public string? Name { get; }

    /// <summary>The season in words; null if it has no name.</summary>
    public string? Season { get; init; }

    /// <summary>The errors of each method.</summary>
    public IReadOnlyDictionary<RnnForecastMethod, AccuracyMeter> Meters => _meters;

    /// <summary>What the measures of all methods share.</summary>
    public AccuracyContext Context => new()
    {
        Sequence = _rows.Key,
        Target = Name,
        Period = _period,
        Season = Season,
        Loss = _options.Loss,
        Horizon = (int)(((long)_options.Count + _options.Step - 1) / _options.Step),
        Distributions = _options.Distributions,
        Steps = _steps,
    };

    /// <summary>Forecasts by the simple methods.</summary>
    /// <param name="known">The number of rows before the origin.</param>
    /// <exception cref="RnnException">The history has no value to repeat (<see cref="RnnErrorId.MissingValue"/>).</exception>
    public BaselineForecasts Baselines(int known)
    {
        List<(RnnForecastMethod, LagWalk)> walks = [];
        foreach (RnnForecastMethod method in _meters.Keys.Where(method => method != RnnForecastMethod.Model))
        {
            int lag = method == RnnForecastMethod.SeasonalNaive ? _period : 1;
            walks.Add((method, LagWalk.Fit(_values.AsSpan(0, known), lag, drifts: method == RnnForecastMethod.Drift) ?? throw NoValue(known, lag)));
        }

        return new BaselineForecasts(walks, _deviations);
    }

    /// <summary>Adds the forecasts of one row.</summary>
    /// <param name="place">The row.</param>
    /// <param name="forecast">The forecast of the model.</param>
    /// <param name="target">The index of the target in it.</param>
    /// <param name="baselines">The forecasts of the simple methods.</param>
    /// <returns>The forecasts of the row.</returns>
    public RnnBacktestStep Add(BacktestRow place, RnnForecastStep forecast, int target, BaselineForecasts baselines)
    {
        double actual = _values[place.Row];
        Dictionary<RnnForecastMethod, double> simple = [];
        foreach ((RnnForecastMethod method, double value, (double, double)[] intervals) in baselines.At(place.Ahead))
        {
            simple[method] = value;
            _meters[method].Add(place.Origin, actual, value, intervals);
        }

        var step = new RnnBacktestStep
        {
            Sequence = _rows.Key,
            Target = Name,
            Origin = _rows.StepAt(place.Known - 1),
            Ahead = place.Ahead,
            Step = _rows.StepAt(place.Row),
            Time = place.Time,
            IsHourly = place.IsHourly,
            Actual = double.IsNaN(actual) ? null : actual,
            Forecast = Component(forecast.Value, target),
            AllIntervals = RnnForecastInterval.List(
                forecast.AllIntervals.Select(interval => new RnnForecastInterval(interval.Level, Component(interval.Lower, target), Component(interval.Upper, target)))),
            Naive = simple[RnnForecastMethod.Naive],
            SeasonalNaive = simple.TryGetValue(RnnForecastMethod.SeasonalNaive, out double seasonal) ? seasonal : null,
            Drift = simple[RnnForecastMethod.Drift],
        };
        _meters[RnnForecastMethod.Model].Add(
            place.Origin, actual, step.Forecast, [.. step.AllIntervals.Select(interval => ((double)interval.Lower, (double)interval.Upper))]);
        _steps.Add(step);
        return step;
    }

    /// <summary>Creates the measures of each method.</summary>
    public IEnumerable<RnnForecastAccuracy> Measure() => Context.Measure(_meters);

    // The in-sample error of the seasonal naive method (Hyndman and Koehler 2006, "Another look at measures of forecast accuracy").
    private static double Scale(ReadOnlySpan<double> history, int period)
    {
        double sum = 0;
        int count = 0;
        for (int row = period; row < history.Length; row++)
        {
            double change = Math.Abs(history[row] - history[row - period]);
            if (!double.IsNaN(change))
            {
                sum += change;
                count++;
            }
        }

        return sum / count;
    }

    private static double Component(object value, int target) => value is double only ? only : ((RnnVector)value)[target];

    private RnnException NoValue(int known, int lag) => new(
        RnnErrorId.MissingValue,
        FormattableString.Invariant($"The sequence {_rows.Key} has no value of {Name ?? "the target"} to repeat ")
        + (lag > 1 ? FormattableString.Invariant($"in a season of {lag} rows ") : string.Empty)
        + FormattableString.Invariant($"up to row {_rows.StepAt(known - 1)}: give more rows before the first origin, ")
        + (lag > 1 ? "or another -Period." : "or a smaller -Origin."),
        _rows);
}

/// <summary>A row to forecast.</summary>
/// <param name="Origin">The index of the origin.</param>
/// <param name="Known">The number of rows that the origin knows.</param>
/// <param name="Ahead">The number of rows after the origin, from 1.</param>
/// <param name="Time">The time of the row; null without times.</param>
/// <param name="IsHourly">Whether the rows are less than a day apart.</param>
internal readonly record struct BacktestRow(int Origin, int Known, int Ahead, object? Time, bool IsHourly)
{
    /// <summary>The index of the row.</summary>
    public int Row => Known + Ahead - 1;
}
