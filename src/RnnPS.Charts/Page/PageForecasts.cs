using RnnPS.Charts.Kinds;

namespace RnnPS.Charts.Page;

/// <summary>The forecasts of a page.</summary>
internal static class PageForecasts
{
    private const int MostHistory = 500;

    /// <summary>The forecast of each series and target, with what is known of it.</summary>
    public static IReadOnlyList<PageForecast> Of(IReadOnlyList<RnnForecastStep> steps, IReadOnlyList<RnnKnownSeries> known) => steps.Count == 0
        ? []
        :
        [
            .. ChartKinds.Runs(steps, step => step.Sequence, step => step.Step)
                .SelectMany(run => Enumerable.Range(0, ChartKinds.Size(run[0].Value)).Select(target => One(run, target, known))),
        ];

    private static PageForecast One(List<RnnForecastStep> run, int target, IReadOnlyList<RnnKnownSeries> known)
    {
        RnnKnownSeries? series = known.FirstOrDefault(one => one.Target == target && (one.Sequence is null || one.Sequence.Equals(run[0].Sequence)));
        (long Step, object? Time, double Value)[] rows = [.. (series?.Rows ?? []).Where(row => row.Step <= run[^1].Step)];
        rows = rows[Math.Max(0, rows.Length - MostHistory - run.Count)..];
        int count = run.Min(step => step.AllIntervals.Count);
        return new PageForecast(
            ChartKinds.Join(ChartKinds.Name(run[0].Sequence), series?.Name is { } name ? ChartText.Name(name) : ChartKinds.Size(run[0].Value) > 1 ? FormattableString.Invariant($"target {target}") : null),
            [.. run.Select(step => step.Time is null ? string.Empty : step.FormatTime())],
            [.. run.Select(step => (double)step.Step)],
            [.. run.Select(step => ChartKinds.Component(step.Value, target))],
            [.. Enumerable.Range(0, count).Reverse().Select(index => new PageBand(
                run[0].AllIntervals[index].Level,
                [.. run.Select(step => ChartKinds.Component(step.AllIntervals[index].Lower, target))],
                [.. run.Select(step => ChartKinds.Component(step.AllIntervals[index].Upper, target))]))],
            [.. run.Select(step => step.Baseline)],
            [.. rows.Select(row => new PagePoint(row.Step, row.Time is null ? string.Empty : RnnFormat.Time(row.Time, showsMidnight: false), double.IsFinite(row.Value) ? row.Value : null))]);
    }
}
