namespace RnnPS;

/// <summary>Completes the names of what charts show.</summary>
public sealed class ChartKindCompleter : NameCompleter
{
    /// <summary>Creates the completer.</summary>
    public ChartKindCompleter()
        : base(
        [
            nameof(RnnEpoch.Accuracy), "Anomaly", "Forecast", nameof(RnnGradientStep.FromEnd), nameof(RnnEpoch.GradientNorm), nameof(RnnEpoch.LearningRate),
            nameof(RnnEpoch.Loss), nameof(RnnGradientStep.Norm), nameof(RnnStepLoss.Prediction), .. TraceTable.StepProperties,
        ])
    {
    }
}
