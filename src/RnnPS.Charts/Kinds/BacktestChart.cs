namespace RnnPS.Charts.Kinds;

/// <summary>The chart of a backtest: the actual values, and the forecast from each origin.</summary>
internal static class BacktestChart
{
    private const string What = "steps of a backtest";

    /// <summary>Creates the chart.</summary>
    public static RnnChart Create(IReadOnlyList<RnnBacktestStep> steps, RnnChartRequest request)
    {
        ChartKinds.RequireNoUnits(request, What);
        ChartKinds.Choose(request, ["Forecast"], What);
        var names = new SeriesPanels(request, steps.Select(step => step.Sequence), 1);
        var places = new RowPlaces([.. steps.Select(step => (step.Step, step.Time))]);
        bool severalTargets = steps.DistinctBy(step => step.Target).Skip(1).Any();
        ChartPanel[] panels =
        [
            .. steps.GroupBy(step => (step.Sequence, step.Target)).Select(group => Panel([.. group], Title(group.Key.Sequence, group.Key.Target), places)),
        ];
        return new RnnChart(
            ChartKinds.Title(request, "Backtest", steps.Select(step => step.Sequence)),
            RnnMessages.Count(steps.Select(step => (step.Sequence, step.Origin)).Distinct().Count(), "origin"),
            places.Axis(panels.SelectMany(panel => panel.Series.SelectMany(one => one.Places))),
            panels);

        string Title(object key, string? target)
        {
            string? name = target is null ? null : ChartText.Name(target);
            return severalTargets ? ChartKinds.Join(names.Title(key, 0, null, string.Empty), name) : names.Title(key, 0, null, name ?? "value");
        }
    }

    private static ChartPanel Panel(IReadOnlyList<RnnBacktestStep> steps, string title, RowPlaces places)
    {
        List<RnnBacktestStep>[] origins = [.. steps.GroupBy(step => step.Origin).OrderBy(origin => origin.Key).Select(origin => origin.OrderBy(step => step.Step).ToList())];
        RnnBacktestStep[] rows = [.. steps.DistinctBy(step => step.Step).OrderBy(step => step.Step)];
        // Bands and baselines of forecasts of the same rows would hide each other.
        bool areApart = rows.Length == steps.Count;
        List<ChartSeries> series = [];
        foreach (List<RnnBacktestStep> origin in areApart ? origins : [])
        {
            if (origin.TrueForAll(step => step.Lower is not null))
            {
                // Only the first of a kind has a name in the legend.
                string name = series.Count > 0 ? string.Empty : FormattableString.Invariant($"{100 * origin[0].AllIntervals[^1].Level:0.##} % interval");
                series.Add(new ChartBand(name, new ChartColor(0), Points(origin, step => step.Lower), Points(origin, step => step.Upper)));
            }
        }

        series.Add(new ChartLine("actual", ChartColor.Ink, Points(rows, step => step.Actual)));
        for (int i = 0; i < origins.Length; i++)
        {
            if (areApart)
            {
                series.Add(new ChartLine(
                    i > 0 ? string.Empty : origins[i].Exists(step => step.SeasonalNaive is not null) ? "seasonal naive" : "naive",
                    new ChartColor(1), Points(origins[i], step => step.SeasonalNaive ?? step.Naive), ChartStroke.Dashed));
            }

            series.Add(new ChartLine(i == 0 ? "forecast" : string.Empty, new ChartColor(0), Points(origins[i], step => step.Forecast)));
        }

        return new ChartPanel(ChartAxis.Around(title, series.SelectMany(one => one.Values)), series);

        List<ChartPoint> Points(IReadOnlyList<RnnBacktestStep> run, Func<RnnBacktestStep, double?> value) =>
            ChartKinds.Points(run, step => step.Step, step => places.Of(step.Step, step.Time), step => value(step) ?? double.NaN);
    }
}
