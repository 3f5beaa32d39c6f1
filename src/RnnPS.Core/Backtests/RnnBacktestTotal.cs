namespace RnnPS;

/// <summary>The measures over the backtests of several series.</summary>
/// <remarks>
/// Every forecast counts once. The test compares the mean scaled losses of all series at each origin: first origins with first origins,
/// and so on. A method that a series lacks, because it has no season, is left out.
/// </remarks>
/// <param name="options">The options of the backtests.</param>
public sealed class RnnBacktestTotal(RnnBacktestOptions options)
{
    private readonly List<RnnBacktest> _backtests = [];

    /// <summary>Adds the backtest of one series, after its forecasts.</summary>
    /// <param name="backtest">The backtest. All have the same targets.</param>
    public void Add(RnnBacktest backtest) => _backtests.Add(backtest);

    /// <summary>Measures the forecasts of all series together.</summary>
    /// <returns>The measures of each method, for one target after the other; empty without a backtest.</returns>
    public IReadOnlyList<RnnForecastAccuracy> Measure() =>
        _backtests.Count == 0 ? [] : [.. Enumerable.Range(0, _backtests[0].Targets.Count).SelectMany(Measure)];

    private IEnumerable<RnnForecastAccuracy> Measure(int target)
    {
        TargetSeries[] all = [.. _backtests.Select(backtest => backtest.Targets[target])];
        var meters = new Dictionary<RnnForecastMethod, AccuracyMeter>();
        foreach (RnnForecastMethod method in all[0].Meters.Keys.Where(method => Array.TrueForAll(all, series => series.Meters.ContainsKey(method))))
        {
            var meter = new AccuracyMeter(double.NaN, RnnForecastOptions.RequireShares(options.Intervals));
            Array.ForEach(all, series => meter.Add(series.Meters[method]));
            meters.Add(method, meter);
        }

        AccuracyContext first = all[0].Context;
        bool agrees = Array.TrueForAll(all, series => series.Context.Period == first.Period);
        return (first with
        {
            Sequence = "Total",
            Period = agrees ? first.Period : 1,
            Season = Array.TrueForAll(all, series => series.Context.Season == first.Season) ? first.Season : null,
            Steps = [],
        }).Measure(meters);
    }
}
