namespace RnnPS.Charts.Kinds;

/// <summary>The chart of a training: losses by epoch, the best epoch, and the learning rate.</summary>
internal static class EpochChart
{
    private const string What = "epochs";

    private static readonly string[] Kinds = [nameof(RnnEpoch.Loss), nameof(RnnEpoch.HorizonError), nameof(RnnEpoch.Accuracy), nameof(RnnEpoch.LearningRate), nameof(RnnEpoch.GradientNorm)];

    /// <summary>Creates the chart.</summary>
    public static RnnChart Create(IReadOnlyList<RnnEpoch> epochs, RnnChartRequest request)
    {
        ChartKinds.RequireNoUnits(request, What);
        // The epochs on all rows count from 1 again, and nothing measures them.
        epochs = epochs.All(epoch => epoch.IsRefit) ? epochs : [.. epochs.Where(epoch => !epoch.IsRefit)];
        IReadOnlyList<string> kinds = ChartKinds.Choose(request, Kinds, What);
        RnnEpoch? best = epochs.LastOrDefault(epoch => epoch.IsBest);
        bool rateChanges = epochs.Any(epoch => epoch.LearningRate != epochs[0].LearningRate);
        if (kinds.Count == 0)
        {
            kinds = [.. Kinds.Where(kind => kind switch
            {
                nameof(RnnEpoch.HorizonError) => epochs.Any(epoch => epoch.HorizonError is not null),
                nameof(RnnEpoch.Accuracy) => epochs.Any(epoch => epoch.Accuracy is not null),
                nameof(RnnEpoch.LearningRate) => rateChanges,
                nameof(RnnEpoch.GradientNorm) => false,
                _ => true,
            })];
        }

        ChartPanel[] panels = [.. kinds.Select((kind, index) => Panel(kind, epochs, best, index == 0 ? request.ValueTitle : null) with { Weight = index == 0 ? 2 : 1 })];
        string rate = rateChanges ? string.Empty : $", learning rate {AxisTicks.Format(epochs[0].LearningRate)}";
        return new RnnChart(
            request.Title ?? (kinds is [var only] && only != nameof(RnnEpoch.Loss) ? $"{ChartKinds.Capital(ChartKinds.Words(only))} by epoch" : "Training"),
            best is null ? null : FormattableString.Invariant($"best epoch {best.Epoch}: {Measured(best).Name} {AxisTicks.Format(Measured(best).Value)}{rate}"),
            ChartAxis.From("epoch", epochs.Select(epoch => (double)epoch.Epoch)) with { IsInteger = true },
            panels);
    }

    private static (string Name, double Value) Measured(RnnEpoch epoch) => epoch switch
    {
        { HorizonError: { } error } => ("horizon error", error),
        { ValidationLoss: { } loss } => ("validation loss", loss),
        { MeasuredLoss: { } loss } => ("measured loss", loss),
        _ => ("loss", epoch.Loss),
    };

    private static ChartPanel Panel(string kind, IReadOnlyList<RnnEpoch> epochs, RnnEpoch? best, string? title) => kind switch
    {
        nameof(RnnEpoch.HorizonError) => Panel(
            title ?? "error of forecasts, mean absolute", [Line("horizon error", 5, epochs, epoch => epoch.HorizonError), .. Star(best, epoch => epoch.HorizonError)]),
        nameof(RnnEpoch.Accuracy) => Panel(
            title ?? "accuracy, share of targets",
            [Line("training accuracy", 0, epochs, epoch => epoch.Accuracy), Line("validation accuracy", 1, epochs, epoch => epoch.ValidationAccuracy)]),
        nameof(RnnEpoch.LearningRate) => Panel(title ?? "learning rate", [Line("learning rate", 2, epochs, epoch => epoch.LearningRate)]),
        nameof(RnnEpoch.GradientNorm) => Panel(
            title ?? "gradient norm (L2)",
            [Line("before clipping", 3, epochs, epoch => epoch.GradientNorm), Line("after clipping", 4, epochs, epoch => epoch.ClippedGradientNorm)]),
        _ => Panel(
            title ?? "loss, mean per timestep",
            [
                Line("training loss", 0, epochs, epoch => epoch.Loss),
                Line("measured loss", 2, epochs, epoch => epoch.MeasuredLoss),
                Line("validation loss", 1, epochs, epoch => epoch.ValidationLoss),
                .. Star(best, epoch => epoch.HorizonError is null ? Measured(epoch).Value : null),
            ]),
    };

    private static IEnumerable<ChartSeries> Star(RnnEpoch? best, Func<RnnEpoch, double?> value) => best is not null && value(best) is { } place
        ? [new ChartMarks("best epoch", ChartColor.Ink, [new ChartPoint(best.Epoch, place)], ChartShape.Star)]
        : [];

    private static ChartPanel Panel(string title, IReadOnlyList<ChartSeries> series)
    {
        ChartSeries[] drawn = [.. series.Where(one => one.Values.Any(double.IsFinite))];
        return new ChartPanel(ChartAxis.Around(title, drawn.SelectMany(one => one.Values), logarithmic: true), drawn);
    }

    private static ChartLine Line(string name, int color, IReadOnlyList<RnnEpoch> epochs, Func<RnnEpoch, double?> value) => new(
        name, new ChartColor(color), ChartKinds.Points(epochs, epoch => epoch.Epoch, epoch => epoch.Epoch, epoch => value(epoch) ?? double.NaN));
}
