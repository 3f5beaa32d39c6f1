namespace RnnPS.Charts.Kinds;

/// <summary>What the charts of series in time share: names of panels and known values.</summary>
/// <param name="request">The request.</param>
/// <param name="keys">The keys of all series.</param>
/// <param name="targets">The number of targets.</param>
internal sealed class SeriesPanels(RnnChartRequest request, IEnumerable<object> keys, int targets)
{
    private readonly bool _several = keys.Distinct().Skip(1).Any();

    /// <summary>The number of targets.</summary>
    public int Targets => targets;

    /// <summary>The title of the vertical axis of a panel.</summary>
    /// <param name="key">The key of the series.</param>
    /// <param name="target">The index of the target.</param>
    /// <param name="known">The known values; null if there are none.</param>
    /// <param name="name">What is drawn, if it has no other name.</param>
    public string Title(object key, int target, RnnKnownSeries? known, string name) => ChartKinds.Join(
        _several ? ChartKinds.Name(key) ?? "0" : null,
        request.ValueTitle ?? (known?.Name is { } column ? ChartText.Name(column) : null) ?? (targets > 1 ? FormattableString.Invariant($"target {target}") : name));

    /// <summary>The known values of a series and target; null if there are none.</summary>
    public RnnKnownSeries? Known(object key, int target) =>
        request.Known.FirstOrDefault(known => known.Target == target && key.Equals(known.Sequence))
        ?? request.Known.FirstOrDefault(known => known.Target == target && known.Sequence is null);
}
