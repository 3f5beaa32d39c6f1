using System.Runtime.ExceptionServices;

namespace RnnPS;

/// <summary>
/// A backtest of one series: forecasts from rolling origins within it, which see only the rows up to their origin, beside simple methods
/// that see the same rows.
/// </summary>
/// <remarks>
/// The last origins are taken, <see cref="RnnBacktestOptions.Step"/> rows apart, so that the forecast from the last one ends with the series
/// (Tashman 2000, "Out-of-sample tests of forecasting accuracy"). The inputs that are not forecast are taken from the rows after the
/// origin, because a forecast needs them as known.
/// </remarks>
public sealed class RnnBacktest
{
    private readonly RnnBacktestOptions _options;
    private readonly RnnTimeAxis? _axis;
    private readonly RnnSequence _inputs;
    private readonly TargetSeries[] _targets;
    private readonly int _first;

    /// <summary>Prepares a backtest.</summary>
    /// <param name="series">The rows, with the inputs of the model and the targets as features.</param>
    /// <param name="inputs">The index of the feature of each input.</param>
    /// <param name="targets">The index of the feature of each target.</param>
    /// <param name="options">The options.</param>
    /// <param name="axis">The times of the rows; null for none. An absent row is a missing value.</param>
    /// <exception cref="RnnException">
    /// There are too few rows (<see cref="RnnErrorId.SequenceLength"/>), the interval is not between 0 and 1
    /// (<see cref="RnnErrorId.Interval"/>), or rows are absent that may not be filled (<see cref="RnnErrorId.MissingValue"/>).
    /// </exception>
    public RnnBacktest(
        RnnSequence series, IReadOnlyList<int> inputs, IReadOnlyList<int> targets, RnnBacktestOptions options, RnnTimeAxis? axis = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _axis = axis;
        _ = RnnForecastOptions.RequireShares(options.Intervals);
        // The times tell which rows are absent; without times, the step numbers do.
        RnnSequence rows = axis?.Complete(series, options.MissingValue, options.Memory) ?? SequenceGaps.Fill(series);
        long first = (long)rows.Length - options.Count - ((options.Origins - 1L) * options.Step);
        RequireRows(rows, first);
        _first = (int)first;
        TimeCycle? cycle = FindCycle();
        Period = options.Period ?? cycle?.Period ?? 1;
        _inputs = Features(rows, inputs);
        _targets = [.. targets.Select((feature, target) => new TargetSeries(rows, feature, targets.Count > 1 ? target : null, Period, _first, options)
        {
            Season = cycle?.Previous,
        })];
    }

    /// <summary>The seasonal period in rows; 1 for none.</summary>
    public int Period { get; }

    /// <summary>The numbers of the last known rows, one for each origin.</summary>
    public IReadOnlyList<long> Origins => [.. Enumerable.Range(0, _options.Origins).Select(origin => _inputs.StepAt(Known(origin) - 1))];

    /// <summary>The rows that the first origin knows, with one row for each step.</summary>
    public RnnSequence FirstHistory => _inputs.Slice(0, _first);

    internal IReadOnlyList<TargetSeries> Targets => _targets;

    /// <summary>Forecasts from each origin.</summary>
    /// <param name="forecasterOf">
    /// Gets the forecaster for a history, which ends at an origin. It may have been trained on that history, and on no later row.
    /// </param>
    /// <param name="feedback">The inputs that the forecaster feeds back. The rows after the origin give the others.</param>
    /// <param name="cancellation">Stops the forecasts.</param>
    /// <returns>
    /// One object for each origin, row and target, in this order. Origins are computed when they are requested, as many at the same time as
    /// there are threads. Enumerate them once, because each forecast is added to the measures.
    /// </returns>
    /// <exception cref="RnnException">
    /// A target has no value for a simple method (<see cref="RnnErrorId.MissingValue"/>), or one of the errors of
    /// <see cref="RnnForecaster.Run"/>.
    /// </exception>
    public IEnumerable<RnnBacktestStep> Run(
        Func<RnnSequence, RnnForecaster> forecasterOf, FeedbackMap feedback, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(forecasterOf);
        ArgumentNullException.ThrowIfNull(feedback);
        return Forecasts(
            history =>
            {
                RnnForecaster forecaster = forecasterOf(history);
                return future => forecaster.Run(history, forecaster.FutureCount > 0 ? future : null, axis: null, cancellation);
            },
            Given(feedback),
            cancellation);
    }

    /// <summary>Forecasts from each origin by any method.</summary>
    /// <param name="methodOf">
    /// Gets the method for a history, which ends at an origin, on the thread of the caller. The method forecasts
    /// <see cref="RnnBacktestOptions.Count"/> rows after the history, whose known inputs it gets; null if there are none. It may have learned
    /// from the history, and from no later row.
    /// </param>
    /// <param name="feedback">The inputs that the method forecasts. The rows after the origin give the others. Null if there are no others.</param>
    /// <param name="cancellation">Stops the forecasts.</param>
    /// <returns>As for forecasters.</returns>
    /// <exception cref="RnnException">A target has no value for a simple method (<see cref="RnnErrorId.MissingValue"/>), or an error of the method.</exception>
    public IEnumerable<RnnBacktestStep> Run(
        Func<RnnSequence, Func<RnnSequence?, IEnumerable<RnnForecastStep>>> methodOf, FeedbackMap? feedback = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(methodOf);
        return Forecasts(methodOf, feedback is null ? null : Given(feedback), cancellation);
    }

    /// <summary>Measures the forecasts that were made so far.</summary>
    /// <returns>The measures of each method, for one target after the other.</returns>
    public IReadOnlyList<RnnForecastAccuracy> Measure() => [.. _targets.SelectMany(target => target.Measure())];

    private IEnumerable<RnnBacktestStep> Forecasts(
        Func<RnnSequence, Func<RnnSequence?, IEnumerable<RnnForecastStep>>> methodOf, RnnSequence? given, CancellationToken cancellation)
    {
        foreach (int[] origins in Enumerable.Range(0, _options.Origins).Chunk(Math.Max(_options.Threads, 1)))
        {
            List<RnnForecastStep>[] forecasts = Forecast(origins, methodOf, given, cancellation);
            foreach ((int index, int origin) in origins.Index())
            {
                BaselineForecasts[] baselines = [.. _targets.Select(target => target.Baselines(Known(origin)))];
                foreach ((int step, RnnForecastStep forecast) in forecasts[index].Index())
                {
                    var place = new BacktestRow(origin, Known(origin), step + 1, _axis?.Within((long)Known(origin) + step), _axis?.IsHourly == true);
                    for (int target = 0; target < _targets.Length; target++)
                    {
                        yield return _targets[target].Add(place, forecast, target, baselines[target]);
                    }
                }
            }
        }
    }

    // From some origins at the same time. Of several errors, that of the first origin is thrown.
    private List<RnnForecastStep>[] Forecast(
        int[] origins, Func<RnnSequence, Func<RnnSequence?, IEnumerable<RnnForecastStep>>> methodOf, RnnSequence? given, CancellationToken cancellation)
    {
        Func<RnnSequence?, IEnumerable<RnnForecastStep>>[] methods = [.. origins.Select(origin => methodOf(_inputs.Slice(0, Known(origin))))];
        var forecasts = new List<RnnForecastStep>[origins.Length];
        var errors = new RnnException?[origins.Length];
        ParallelRanges.Run(
            origins.Length,
            _options.Threads,
            index =>
            {
                try
                {
                    forecasts[index] = [.. methods[index](given?.Slice(Known(origins[index]), _options.Count))];
                }
                catch (RnnException error)
                {
                    errors[index] = error;
                }
            },
            cancellation);
        if (Array.Find(errors, error => error is not null) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return forecasts;
    }

    // The inputs that are not forecast. What is missing in them is filled from all rows, because all are taken as known.
    private RnnSequence? Given(FeedbackMap feedback)
    {
        if (feedback.Given.Count == 0)
        {
            return null;
        }

        RnnSequence given = Features(_inputs, feedback.Given);
        return _options.MissingValue is RnnMissingValue.Interpolate or RnnMissingValue.CarryForward
            ? MissingValues.Resolve(given, _options.MissingValue)
            : given;
    }

    // The number of rows that an origin knows.
    private int Known(int origin) => _first + (origin * _options.Step);

    private TimeCycle? FindCycle() => _options.Period is { } period
        ? _axis?.Cycles.FirstOrDefault(cycle => cycle.Period == period)
        : _axis?.Cycles.LastOrDefault(cycle => 2L * cycle.Period <= _first);

    private static RnnSequence Features(RnnSequence rows, IReadOnlyList<int> features) =>
        features.SequenceEqual(Enumerable.Range(0, rows.FeatureCount))
            ? rows
            : new RnnSequence(
                rows.Key,
                new RnnMatrix(rows.Length, features.Count, [.. rows.Values.SelectMany(row => features.Select(feature => row[feature]))]),
                rows.FeatureNames.Count == 0 ? null : [.. features.Select(feature => rows.FeatureNames[feature])],
                rows.Source.Count == 0 ? null : rows.Source,
                [.. Enumerable.Range(0, rows.Length).Select(rows.StepAt)],
                mask: rows.Mask.Count == 0 ? null : rows.Mask);

    private void RequireRows(RnnSequence rows, long first)
    {
        // The scale of the errors needs two values one period apart, and the drift needs two.
        long history = Math.Max(Math.Max(_options.Lead, 2), 1L + (_options.Period ?? 1));
        if (first < history)
        {
            throw new RnnException(
                RnnErrorId.SequenceLength,
                FormattableString.Invariant($"The sequence {rows.Key} has {RnnMessages.Count(rows.Length, "row")}, but {RnnMessages.Count(_options.Origins, "origin")}, ")
                + FormattableString.Invariant($"{RnnMessages.Count(_options.Step, "row")} apart, with {RnnMessages.Count(_options.Count, "row")} to forecast from each, need at least ")
                + FormattableString.Invariant($"{rows.Length - first + history}: {history} before the first origin, and {rows.Length - first} after it. Give more rows, or a smaller ")
                + "-Origin, -Step, -Count or -Period.",
                rows);
        }
    }
}
