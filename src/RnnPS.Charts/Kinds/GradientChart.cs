namespace RnnPS.Charts.Kinds;

/// <summary>The chart of gradients: their norms by step and layer, and the factor a step as a line.</summary>
internal static class GradientChart
{
    private const string What = "gradients";

    private static readonly string[] Kinds = [nameof(RnnGradientStep.FromEnd), nameof(RnnGradientStep.Norm)];

    /// <summary>Creates the chart.</summary>
    public static RnnChart Create(IReadOnlyList<RnnGradient> gradients, RnnChartRequest request)
    {
        ChartKinds.RequireNoUnits(request, What);
        IReadOnlyList<string> kinds = ChartKinds.Choose(request, Kinds, What);
        IGrouping<object, RnnGradient>[] sequences = [.. gradients.GroupBy(gradient => gradient.Sequence)];
        ChartPanel[] panels =
        [
            .. sequences.SelectMany(sequence => (kinds.Count > 0 ? kinds : Kinds).Select((kind, index) => Panel(
                [.. sequence],
                kind,
                ChartKinds.Join(sequences.Length > 1 ? ChartKinds.Name(sequence.Key) ?? "0" : null, (index == 0 ? request.ValueTitle : null) ?? Title(kind))))),
        ];
        return new RnnChart(
            ChartKinds.Title(request, "Gradient through time", gradients.Select(gradient => gradient.Sequence)),
            gradients is [var only] ? only.Verdict : null,
            ChartAxis.From("step", panels.SelectMany(panel => panel.Series.SelectMany(one => one.Places))) with { IsInteger = true },
            panels);
    }

    private static string Title(string kind) => kind == nameof(RnnGradientStep.Norm) ? "L2 norm, loss of all steps" : "L2 norm, loss of the last step";

    private static ChartPanel Panel(IReadOnlyList<RnnGradient> gradients, string kind, string title)
    {
        List<ChartSeries> series = [];
        for (int i = 0; i < gradients.Count; i++)
        {
            RnnGradient gradient = gradients[i];
            string name = gradients.Any(other => other.Layer == gradient.Layer && other.Direction != gradient.Direction)
                ? FormattableString.Invariant($"layer {gradient.Layer} {ChartKinds.Words(gradient.Direction.ToString())}")
                : FormattableString.Invariant($"layer {gradient.Layer}");
            series.Add(new ChartLine($"{name} ({gradient.Kind})", new ChartColor(i), Points(gradient, kind)));
            if (kind == nameof(RnnGradientStep.FromEnd) && Fit(gradient) is { } fit)
            {
                series.Add(new ChartLine(FormattableString.Invariant($"×{gradient.Factor:G3} a step"), new ChartColor(i), fit, ChartStroke.Dashed));
            }
        }

        // The line of the factor may leave the range of the norms far behind.
        return new ChartPanel(ChartAxis.Decades(title, series.OfType<ChartLine>().Where(line => line.Stroke == ChartStroke.Solid).SelectMany(line => line.Values)), series);
    }

    // A norm of 0 has no place on a logarithmic axis: it leaves a gap.
    private static List<ChartPoint> Points(RnnGradient gradient, string kind) => ChartKinds.Points(
        gradient.Steps,
        step => step.Step,
        step => step.Step,
        step => (kind == nameof(RnnGradientStep.Norm) ? step.Norm : step.FromEnd) is > 0 and var norm ? norm : double.NaN);

    // The straight line through the logarithms, whose slope is the factor: it goes through their mean. Lags count as the cell reads.
    private static List<ChartPoint>? Fit(RnnGradient gradient)
    {
        RnnGradientStep[] steps = [.. gradient.Direction == RnnDirection.Reverse ? gradient.Steps : gradient.Steps.Reverse()];
        (double Lag, double Log)[] points =
            [.. steps.Select((step, lag) => ((double)lag, Math.Log(step.FromEnd))).Where(point => double.IsFinite(point.Item2))];
        double slope = Math.Log(gradient.Factor);
        if (!double.IsFinite(slope) || points.Length < 2)
        {
            return null;
        }

        (double lag, double log) = (points.Average(point => point.Lag), points.Average(point => point.Log));
        return [.. steps.Select((step, index) => new ChartPoint(step.Step, Math.Exp(log + (slope * (index - lag))))).OrderBy(point => point.X)];
    }
}
