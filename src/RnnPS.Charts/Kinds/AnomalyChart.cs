namespace RnnPS.Charts.Kinds;

/// <summary>The chart of anomalies: the series, the range that was expected, and the anomalies as marks.</summary>
internal static class AnomalyChart
{
    private const string What = "rows of Find-RnnAnomaly";

    private static readonly (RnnAnomalyKind Kind, string Name, int Color, ChartShape Shape)[] Marks =
    [
        (RnnAnomalyKind.Value, "unusual value", 1, ChartShape.Circle),
        (RnnAnomalyKind.Drift, "drift", 3, ChartShape.Triangle),
        (RnnAnomalyKind.Stuck, "stuck value", 2, ChartShape.Square),
    ];

    /// <summary>Creates the chart.</summary>
    public static RnnChart Create(IReadOnlyList<RnnAnomalyStep> rows, RnnChartRequest request)
    {
        ChartKinds.RequireNoUnits(request, What);
        ChartKinds.Choose(request, ["Anomaly"], What);
        var names = new SeriesPanels(request, rows.Select(row => row.Sequence), Math.Max(1, rows.Max(row => ChartKinds.Size(row.Value ?? row.Expected))));
        var places = new RowPlaces([.. rows.Select(row => (row.Step, row.Time))]);
        ChartPanel[] panels =
        [
            .. ChartKinds.Runs(rows, row => row.Sequence, row => row.Step)
                .SelectMany(run => Enumerable.Range(0, names.Targets).Select(target => Panel(run, target, names, places))),
        ];
        return new RnnChart(
            ChartKinds.Title(request, "Anomalies", rows.Select(row => row.Sequence)),
            $"{(rows.Count(row => row.IsAnomaly) is 1 ? "1 anomaly" : FormattableString.Invariant($"{rows.Count(row => row.IsAnomaly)} anomalies"))} among {RnnMessages.Count(rows.Count, "row")}",
            places.Axis(panels.SelectMany(panel => panel.Series.SelectMany(one => one.Places))),
            panels);
    }

    private static ChartPanel Panel(List<RnnAnomalyStep> run, int target, SeriesPanels names, RowPlaces places)
    {
        List<ChartSeries> series =
        [
            new ChartBand("expected range", new ChartColor(0), Points(row => row.Lower), Points(row => row.Upper)),
            new ChartLine("value", ChartColor.Ink, Points(row => row.Value)),
            .. Marks.Select(mark => new ChartMarks(
                mark.Name,
                new ChartColor(mark.Color),
                [.. run.Where(row => row.Kind == mark.Kind).Select(row => new ChartPoint(Place(row), ChartKinds.Component(row.Value, target))).Where(point => double.IsFinite(point.Y))],
                mark.Shape)),
        ];
        series.RemoveAll(one => !one.Values.Any(double.IsFinite));
        // The range of some rows can be far wider than the series, which is to be seen.
        IEnumerable<double> shown = series.Where(one => one is not ChartBand).SelectMany(one => one.Values);
        IEnumerable<double> expected = run.Select(row => ChartKinds.Component(row.Expected, target));
        return new ChartPanel(
            ChartAxis.Around(names.Title(run[0].Sequence, target, names.Known(run[0].Sequence, target), "value"), shown.Concat(expected).Concat(Typical(series))), series);

        double Place(RnnAnomalyStep row) => places.Of(row.Step, row.Time);

        List<ChartPoint> Points(Func<RnnAnomalyStep, object?> value) => ChartKinds.Points(run, row => row.Step, Place, row => ChartKinds.Component(value(row), target));
    }

    // The ends of the range that nineteen of twenty rows stay within.
    private static IEnumerable<double> Typical(List<ChartSeries> series)
    {
        if (series.OfType<ChartBand>().FirstOrDefault() is not { } band)
        {
            return [];
        }

        double[] lower = [.. band.Lower.Select(point => point.Y).Where(double.IsFinite).Order()];
        double[] upper = [.. band.Upper.Select(point => point.Y).Where(double.IsFinite).Order()];
        return [lower[lower.Length / 20], upper[^(1 + (upper.Length / 20))]];
    }
}
