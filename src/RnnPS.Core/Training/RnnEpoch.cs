using System.Globalization;

namespace RnnPS;

/// <summary>The result of one training epoch.</summary>
public sealed record RnnEpoch
{
    /// <summary>The number of the epoch, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>
    /// The mean loss over the timesteps of the training part, with dropout active. Each batch is measured before the optimizer step that
    /// follows it. The loss is in the units of the data, even if the model scales its outputs.
    /// </summary>
    public required double Loss { get; init; }

    /// <summary>
    /// The mean loss over the timesteps of the validation part after the epoch, in the units of the data; null without a validation
    /// part.
    /// </summary>
    public required double? ValidationLoss { get; init; }

    /// <summary>
    /// The mean absolute error of forecasts of the validation part over the horizon, after the epoch, in the units of the data; infinite if
    /// one diverged. Null without a horizon.
    /// </summary>
    public double? HorizonError { get; init; }

    /// <summary>Whether the epoch is one of the training on all rows, which follows the one that found the number of epochs.</summary>
    public bool IsRefit { get; init; }

    /// <summary>
    /// The mean loss over the timesteps of the training part after the epoch, without dropout, in the units of the data. It is measured
    /// only to find the best weights without a validation part; otherwise it is null.
    /// </summary>
    public double? MeasuredLoss { get; init; }

    /// <summary>
    /// The fraction of the targets of the training part whose class the model predicts, from 0 to 1, measured as <see cref="Loss"/>
    /// is; weights only count as 0 or not. Null if the loss is not a cross-entropy.
    /// </summary>
    public double? Accuracy { get; init; }

    /// <summary>The same fraction of the validation part after the epoch; null without a validation part.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>
    /// Whether the epoch has the lowest loss so far: <see cref="HorizonError"/>, else <see cref="ValidationLoss"/>, else <see cref="MeasuredLoss"/>, else
    /// <see cref="Loss"/>. An epoch on all rows is never the best: nothing measures it.
    /// </summary>
    public required bool IsBest { get; init; }

    /// <summary>The L2 norm of the whole gradient before clipping, averaged over the optimizer steps of the epoch.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>The same norm after clipping. It equals <see cref="GradientNorm"/> if nothing was clipped.</summary>
    public required double ClippedGradientNorm { get; init; }

    /// <summary>The learning rate of the epoch.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The number of training timesteps processed per second.</summary>
    public required double StepsPerSecond { get; init; }

    /// <summary>The total training time so far. After a resume, it includes the time before the checkpoint.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Formats the epoch and its loss as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"Epoch {Epoch}: loss {RnnFormat.Number(Loss)}{Part("accuracy", Accuracy)}{Part("validation loss", ValidationLoss)}{Part("validation accuracy", ValidationAccuracy)}{Part("horizon error", HorizonError)}");

    private static string Part(string name, double? value) => value is { } number ? $", {name} {RnnFormat.Number(number)}" : string.Empty;
}
