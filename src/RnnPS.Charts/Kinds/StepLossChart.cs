namespace RnnPS.Charts.Kinds;

/// <summary>The chart of the losses of steps: predictions against their targets, and the loss of each.</summary>
internal static class StepLossChart
{
    private const string What = "losses of steps";
    private const string Prediction = nameof(RnnStepLoss.Prediction);

    private static readonly string[] Kinds = [Prediction, nameof(RnnStepLoss.Loss)];

    /// <summary>Creates the chart.</summary>
    public static RnnChart Create(IReadOnlyList<RnnStepLoss> losses, RnnChartRequest request)
    {
        ChartKinds.RequireNoUnits(request, What);
        IReadOnlyList<string> kinds = ChartKinds.Choose(request, Kinds, What);
        var names = new SeriesPanels(request, losses.Select(loss => loss.Sequence), 1);
        ChartPanel[] panels =
        [
            .. ChartKinds.Runs(losses, loss => loss.Sequence, loss => loss.TargetStep)
                .SelectMany(run => (kinds.Count > 0 ? kinds : Kinds).Select(kind => kind == Prediction ? Predictions(run, names) : Losses(run, names))),
        ];
        return new RnnChart(
            ChartKinds.Title(request, kinds is [nameof(RnnStepLoss.Loss)] ? "Loss" : "Predictions and targets", losses.Select(loss => loss.Sequence)),
            null,
            ChartAxis.From("step", panels.SelectMany(panel => panel.Series.SelectMany(one => one.Places))) with { IsInteger = true },
            panels);
    }

    private static ChartPanel Predictions(List<RnnStepLoss> run, SeriesPanels names)
    {
        int targets = ChartKinds.Size(run[0].Target);
        List<ChartSeries> series = [];
        for (int i = 0; i < Math.Max(targets, ChartKinds.Size(run[0].Prediction)); i++)
        {
            int index = i;
            string suffix = ChartKinds.Size(run[0].Prediction) > 1 ? FormattableString.Invariant($" {index}") : string.Empty;
            if (index < targets)
            {
                series.Add(new ChartLine("target" + (targets > 1 ? suffix : string.Empty), targets > 1 ? new ChartColor(index) : ChartColor.Ink, Points(run, loss => ChartKinds.Component(loss.Target, index)), targets > 1 ? ChartStroke.Dashed : ChartStroke.Solid));
            }

            series.Add(new ChartLine("prediction" + suffix, new ChartColor(index), Points(run, loss => ChartKinds.Component(loss.Prediction, index))));
        }

        return new ChartPanel(ChartAxis.Around(names.Title(run[0].Sequence, 0, null, "value"), series.SelectMany(one => one.Values)), series) { Weight = 2 };
    }

    private static ChartPanel Losses(List<RnnStepLoss> run, SeriesPanels names)
    {
        var line = new ChartLine("loss", new ChartColor(1), Points(run, loss => loss.Loss));
        return new ChartPanel(ChartAxis.Around(names.Other(run[0].Sequence, "loss"), line.Values), [line]);
    }

    private static List<ChartPoint> Points(List<RnnStepLoss> run, Func<RnnStepLoss, double> value) =>
        ChartKinds.Points(run, loss => loss.TargetStep, loss => loss.TargetStep, value);
}
