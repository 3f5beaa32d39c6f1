using RnnPS.Charts.Kinds;

namespace RnnPS.Charts;

/// <summary>Chooses the chart by the type of the objects.</summary>
internal static class ChartTypes
{
    private const int MostPanels = 6;

    private static readonly ChartType[] Types =
    [
        new(typeof(RnnStep), "steps of Invoke-RnnForward", (items, request) => StepChart.Create([.. items.Cast<RnnStep>()], request)),
        new(typeof(RnnStepLoss), "losses of Measure-RnnLoss -PerStep", (items, request) => StepLossChart.Create([.. items.Cast<RnnStepLoss>()], request)),
        new(typeof(RnnEpoch), "epochs of Optimize-RnnModel", (items, request) => EpochChart.Create([.. items.Cast<RnnEpoch>()], request)),
        new(typeof(RnnGradient), "gradients of Measure-RnnGradient", (items, request) => GradientChart.Create([.. items.Cast<RnnGradient>()], request)),
        new(typeof(RnnForecastStep), "steps of Invoke-RnnForecast", (items, request) => ForecastChart.Create([.. items.Cast<RnnForecastStep>()], request)),
        new(typeof(RnnBacktestStep), "steps of Test-RnnForecast -PerStep", (items, request) => BacktestChart.Create([.. items.Cast<RnnBacktestStep>()], request)),
        new(typeof(RnnAnomalyStep), "rows of Find-RnnAnomaly", (items, request) => AnomalyChart.Create([.. items.Cast<RnnAnomalyStep>()], request)),
    ];

    /// <summary>What charts are drawn from, for messages.</summary>
    private static string Expected =>
        $"A chart is drawn from {string.Join(", ", Types[..^1].Select(type => type.Words))}, or {Types[^1].Words}";

    /// <summary>Creates the chart of objects of one type.</summary>
    public static RnnChart Create(IReadOnlyList<object> items, RnnChartRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfZero(items.Count);
        ChartType first = TypeOf(items[0]);
        foreach (object item in items)
        {
            if (TypeOf(item) is { } type && type != first)
            {
                throw new RnnException(
                    RnnErrorId.ChartInput,
                    $"The input has {first.Words} and {type.Words}: a chart shows objects of one type. Draw a chart of each.",
                    item);
            }
        }

        RequireFits(first, request);
        RnnChart chart = first.Create(items, request with
        {
            Title = request.Title is { } title ? ChartText.Title(title) : null,
            ValueTitle = request.ValueTitle is { } name ? ChartText.Title(name) : null,
        });
        return chart.Panels.Count <= MostPanels ? chart : throw new RnnException(
            RnnErrorId.ChartInput,
            $"The chart would have {chart.Panels.Count} panels, and has space for {MostPanels}: choose sequences by Where-Object, or name what to draw by -Kind.",
            chart.Panels.Count);
    }

    private static void RequireFits(ChartType type, RnnChartRequest request)
    {
        string? foreign = request.Known.Count > 0 && type.Type != typeof(RnnForecastStep)
            ? "-Actual is for steps of Invoke-RnnForecast"
            : request.TargetNames.Count > 0 && type.Type != typeof(RnnStep) ? "-TargetProperty is for steps of Invoke-RnnForward" : null;
        if (foreign is not null)
        {
            throw new RnnException(RnnErrorId.Parameters, $"{foreign}, and these are {type.Words}: leave it out.", type.Words);
        }
    }

    /// <summary>Finds the type of an object.</summary>
    /// <exception cref="RnnException">No chart is drawn from it (<see cref="RnnErrorId.ChartInput"/>).</exception>
    public static ChartType TypeOf(object item) => Array.Find(Types, type => type.Type.IsInstanceOfType(item)) ?? throw new RnnException(
        RnnErrorId.ChartInput,
        $"A chart can't be drawn from {(item.GetType().Name is "PSObject" ? "rows with properties" : item.GetType().Name)}. {Expected}.",
        item);
}

/// <summary>A type of objects, and the chart of them.</summary>
/// <param name="Type">The type.</param>
/// <param name="Words">What the objects are, for messages.</param>
/// <param name="Create">Creates the chart.</param>
internal sealed record ChartType(Type Type, string Words, Func<IReadOnlyList<object>, RnnChartRequest, RnnChart> Create);
