namespace RnnPS;

/// <summary>What the measures of all methods share for one target of a series, or of all series.</summary>
internal sealed record AccuracyContext
{
    public required object Sequence { get; init; }

    public required string? Target { get; init; }

    public required int Period { get; init; }

    /// <summary>The season in words, such as <c>last week</c>; null if it has no name.</summary>
    public string? Season { get; init; }

    public required RnnForecastLoss Loss { get; init; }

    /// <summary>The number of origins whose forecasts overlap.</summary>
    public required int Horizon { get; init; }

    public required IDistributions Distributions { get; init; }

    public IReadOnlyList<RnnBacktestStep> Steps { get; init; } = [];

    /// <summary>Says what a simple method does.</summary>
    /// <param name="method">The method.</param>
    /// <returns>The words.</returns>
    public string Words(RnnForecastMethod method) => method switch
    {
        RnnForecastMethod.SeasonalNaive when Season is not null => "repeating " + Season,
        RnnForecastMethod.SeasonalNaive when Period > 1 => FormattableString.Invariant($"repeating the last {Period} rows"),
        RnnForecastMethod.SeasonalNaive => "repeating the last season",
        RnnForecastMethod.Drift => "continuing the drift",
        _ => "repeating the last value",
    };

    /// <summary>Creates the measures of all methods.</summary>
    /// <param name="meters">The meter of each method, with the same forecasts.</param>
    /// <returns>The measures, in the order of the methods.</returns>
    public IEnumerable<RnnForecastAccuracy> Measure(IReadOnlyDictionary<RnnForecastMethod, AccuracyMeter> meters)
    {
        AccuracyMeter model = meters[RnnForecastMethod.Model];
        var comparisons = meters.Where(meter => meter.Key != RnnForecastMethod.Model)
            .ToDictionary(meter => meter.Key, meter => BaselineComparison.Of(this, model, meter.Key, meter.Value));
        // Of methods that are equally good, the simplest.
        RnnForecastMethod best = comparisons.Keys.Order().MinBy(method => meters[method].MeanLoss(Loss));
        string verdict = comparisons[best].Verdict(Words(best));
        return meters.OrderBy(meter => meter.Key).Select(
            meter => meter.Value.Measure(this, meter.Key, comparisons.GetValueOrDefault(meter.Key, comparisons[best]), verdict));
    }
}
