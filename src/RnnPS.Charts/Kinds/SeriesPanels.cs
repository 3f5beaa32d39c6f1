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

    /// <summary>The title of the vertical axis of a panel that shows another quantity than the values.</summary>
    /// <param name="key">The key of the series.</param>
    /// <param name="name">The quantity.</param>
    public string Other(object key, string name) => ChartKinds.Join(_several ? ChartKinds.Name(key) ?? "0" : null, name);

    /// <summary>The title of the vertical axis of a panel.</summary>
    /// <param name="key">The key of the series.</param>
    /// <param name="target">The index of the target.</param>
    /// <param name="known">The known values; null if there are none.</param>
    /// <param name="name">What is drawn, if it has no other name.</param>
    public string Title(object key, int target, RnnKnownSeries? known, string name) => Other(
        key,
        request.ValueTitle ?? (known?.Name is { } column ? ChartText.Name(column) : null) ?? (targets > 1 ? FormattableString.Invariant($"target {target}") : name));

    /// <summary>The known values of a series and target; null if there are none.</summary>
    /// <exception cref="RnnException">There are known values, but not of this series, or it is not known of which one they are.</exception>
    public RnnKnownSeries? Known(object key, int target)
    {
        RnnKnownSeries[] ofTarget = [.. request.Known.Where(known => known.Target == target)];
        if (Array.Find(ofTarget, known => key.Equals(known.Sequence)) is { } own)
        {
            return own;
        }

        RnnKnownSeries? any = Array.Find(ofTarget, known => known.Sequence is null);
        return any is not null && _several
            ? throw new RnnException(
                RnnErrorId.Parameters,
                "-Actual has the rows of one series, and the forecasts are of several: name the property that tells the series by -GroupBy, or give RnnSequence objects.",
                key)
            : any is null && ofTarget.Length > 0
            ? throw new RnnException(
                RnnErrorId.Parameters,
                $"-Actual has no rows of the series {ChartText.Name(FormattableString.Invariant($"{key}"))}: expected the same keys, and it has "
                + $"{MessageText.Names(ofTarget.Select(known => FormattableString.Invariant($"{known.Sequence}")))}.",
                key)
            : any;
    }
}
