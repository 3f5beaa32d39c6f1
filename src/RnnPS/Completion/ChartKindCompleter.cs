namespace RnnPS;

/// <summary>Completes the names of what charts show.</summary>
public sealed class ChartKindCompleter : NameCompleter
{
    // What steps have one number of for each unit, input or output.
    private static readonly string[] Vectors =
    [
        nameof(RnnStep.Input), nameof(ElmanStep.PreActivation), nameof(LstmStep.InputGate), nameof(LstmStep.ForgetGate), nameof(LstmStep.Candidate),
        nameof(LstmStep.OutputGate), nameof(LstmStep.CellState), nameof(GruStep.UpdateGate), nameof(GruStep.ResetGate), nameof(RnnStep.State), nameof(RnnStep.Output),
    ];

    /// <summary>Creates the completer.</summary>
    public ChartKindCompleter()
        : base(
        [
            nameof(RnnEpoch.Accuracy), "Anomaly", "Forecast", nameof(RnnGradientStep.FromEnd), nameof(RnnEpoch.GradientNorm), nameof(RnnEpoch.HorizonError),
            nameof(RnnEpoch.LearningRate), nameof(RnnEpoch.Loss), nameof(RnnGradientStep.Norm), nameof(RnnStepLoss.Prediction), .. Vectors,
        ])
    {
    }
}
