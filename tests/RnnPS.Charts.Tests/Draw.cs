namespace RnnPS.Charts.Tests;

/// <summary>Objects to draw, and their pictures.</summary>
internal static class Draw
{
    public static SvgPicture Svg(IReadOnlyList<object> items, RnnChartRequest? request = null, bool isDark = false) =>
        new(RnnChart.Create(items, request ?? new RnnChartRequest()).ToSvg(960, 500, isDark));

    public static string[] Lines(IReadOnlyList<object> items, int width, bool hasColor = false, RnnChartRequest? request = null) =>
        [.. RnnChart.Create(items, request ?? new RnnChartRequest()).ToLines(width, 24, isDark: true, hasColor)];

    public static RnnEpoch[] Epochs(params double[] losses) => [.. losses.Select((loss, index) => new RnnEpoch
    {
        Epoch = index + 1,
        Loss = loss,
        ValidationLoss = null,
        IsBest = loss == losses.Take(index + 1).Min(),
        GradientNorm = 1,
        ClippedGradientNorm = 1,
        LearningRate = 0.01,
        StepsPerSecond = 1,
        Elapsed = TimeSpan.Zero,
    })];

    public static RnnStep[] Steps(RnnModel model, params double[] inputs) => [.. new RnnBatch(model).Run([new RnnSequence(null, new RnnMatrix(inputs.Length, 1, inputs))])];

    public static RnnForecastStep[] Forecast(int first, params (double Value, double Lower, double Upper)[] steps) => [.. steps.Select((step, index) =>
        new RnnForecastStep(0, first + index, [step.Value], [(0.9, [step.Lower], [step.Upper])], null) { Time = new DateTime(2024, 1, 1).AddMonths(first + index) })];

    public static RnnAnomalyStep[] Anomalies(params double[] values) => [.. values.Select((value, index) => new RnnAnomalyStep
    {
        Sequence = "load",
        Step = index,
        Value = double.IsNaN(value) ? null : value,
        Expected = 10.0,
        Lower = 8.0,
        Upper = 12.0,
        Kind = value > 12 ? RnnAnomalyKind.Value : null,
    })];

    public static RnnGradient Gradient(double[] fromEnd)
    {
        RnnCell cell = RnnModel.StartingExample().Layers[0];
        RnnGradientStep[] steps = [.. fromEnd.Select((norm, step) => new RnnGradientStep(0, 0, RnnDirection.Forward, step, 2 * norm, norm, cellStateFromEnd: null))];
        return new RnnGradient(cell, steps, isUntrained: false, GradientDecay.Of([.. fromEnd.Reverse()]), 1, [new RnnSpectrum("State", 0.5, 0.5)]);
    }
}
