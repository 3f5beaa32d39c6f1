namespace RnnPS.Charts.Kinds;

/// <summary>The chart of forecasts: the history, the forecast, its intervals, what happened, and the baseline.</summary>
internal static class ForecastChart
{
    private const string What = "forecasts";

    // The history is shown five times as long as the forecast, and at least this long.
    private const int LeastHistory = 50;
    private const int HistoryPerStep = 5;

    /// <summary>Creates the chart.</summary>
    public static RnnChart Create(IReadOnlyList<RnnForecastStep> steps, RnnChartRequest request)
    {
        ChartKinds.RequireNoUnits(request, What);
        ChartKinds.Choose(request, ["Forecast"], What);
        var names = new SeriesPanels(request, steps.Select(step => step.Sequence), steps.Max(step => ChartKinds.Size(step.Value)));
        var places = new RowPlaces(
            [.. steps.Select(step => (step.Step, step.Time)), .. request.Known.SelectMany(known => known.Rows.Select(row => (row.Step, row.Time)))]);
        ChartPanel[] panels =
        [
            .. ChartKinds.Runs(steps, step => step.Sequence, step => step.Step)
                .SelectMany(run => Enumerable.Range(0, names.Targets).Select(target => Panel(run, target, names, places, request.HistoryCount))),
        ];
        return new RnnChart(
            ChartKinds.Title(request, "Forecast", steps.Select(step => step.Sequence)),
            null,
            places.Axis(panels.SelectMany(panel => panel.Series.SelectMany(one => one.Places))),
            panels);
    }

    private static ChartPanel Panel(List<RnnForecastStep> run, int target, SeriesPanels names, RowPlaces places, int? history)
    {
        RnnKnownSeries? known = names.Known(run[0].Sequence, target);
        List<ChartSeries> series = [.. Bands(run, target, places)];
        if (known is not null && Actual(run, known, places, history ?? Math.Max(LeastHistory, HistoryPerStep * run.Count)) is { } actual)
        {
            series.Add(actual);
        }

        if (run.Any(step => step.Baseline is not null))
        {
            series.Add(Line("baseline", 1, ChartStroke.Dashed, step => step.Baseline ?? double.NaN));
        }

        series.Add(Line("forecast", 0, ChartStroke.Solid, step => ChartKinds.Component(step.Value, target)));
        return new ChartPanel(ChartAxis.Around(names.Title(run[0].Sequence, target, known, "value"), series.SelectMany(one => one.Values)), series);

        ChartLine Line(string name, int color, ChartStroke stroke, Func<RnnForecastStep, double> value) => new(
            name, new ChartColor(color), ChartKinds.Points(run, step => step.Step, Place, value), stroke);

        double Place(RnnForecastStep step) => places.Of(step.Step, step.Time);
    }

    // From the widest to the narrowest, so that each is seen on the one before.
    private static IEnumerable<ChartBand> Bands(List<RnnForecastStep> run, int target, RowPlaces places)
    {
        int count = run.Min(step => step.AllIntervals.Count);
        for (int i = count - 1; i >= 0; i--)
        {
            int index = i;
            yield return new ChartBand(
                FormattableString.Invariant($"{100 * run[0].AllIntervals[index].Level:0.##} % interval"),
                new ChartColor(0),
                Edge(interval => interval.Lower),
                Edge(interval => interval.Upper))
            {
                Below = count - 1 - index,
            };

            List<ChartPoint> Edge(Func<RnnForecastInterval, object> end) => ChartKinds.Points(
                run,
                step => step.Step,
                step => places.Of(step.Step, step.Time),
                step => ChartKinds.Component(end(step.AllIntervals[index]), target));
        }
    }

    private static ChartLine? Actual(List<RnnForecastStep> run, RnnKnownSeries known, RowPlaces places, int history)
    {
        double first = places.Of(run[0].Step, run[0].Time);
        double last = places.Of(run[^1].Step, run[^1].Time);
        (double Place, long Step, double Value)[] rows = [.. known.Rows.Select(row => (places.Of(row.Step, row.Time), row.Step, row.Value)).Where(row => row.Item1 <= last)];
        int before = rows.Count(row => row.Place < first);
        rows = rows[Math.Max(0, before - history)..];
        return rows.Length == 0 ? null : new ChartLine(
            rows[^1].Place < first ? "history" : "actual",
            ChartColor.Ink,
            ChartKinds.Points(rows, row => row.Step, row => row.Place, row => row.Value));
    }
}
