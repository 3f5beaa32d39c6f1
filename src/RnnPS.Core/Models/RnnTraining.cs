using System.Globalization;

namespace RnnPS;

/// <summary>Describes the training of a model: its inputs, targets, loss and validation errors. Forecasts use it.</summary>
public sealed record RnnTraining
{
    /// <summary>The names of the inputs; empty if they had none.</summary>
    public IReadOnlyList<string> InputNames { get; init; } = [];

    /// <summary>The names of the targets; empty if they had none.</summary>
    public IReadOnlyList<string> TargetNames { get; init; } = [];

    /// <summary>
    /// The names of the classes, in the order of their indices in the targets; empty if the targets are not classes with names.
    /// </summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The number of rows from an input to its target: 1 to predict the next row.</summary>
    public int Lead { get; init; }

    /// <summary>The loss function that training minimized.</summary>
    public RnnLossFunction Loss { get; init; } = RnnLossFunction.MeanSquaredError;

    /// <summary>The quantiles of each target that the model predicts; null if it predicts the targets themselves.</summary>
    public RnnVector? Quantiles => (Loss as PinballLoss)?.Quantiles;

    /// <summary>
    /// The validation errors of the kept weights, target − prediction, [timesteps × targets]. Only the newest 10,000 are stored. Null
    /// without validation data, or if the model predicts quantiles or classes instead of the values of the targets.
    /// </summary>
    public RnnMatrix? Residuals { get; init; }

    /// <summary>The one-based epoch whose weights were kept.</summary>
    public int Epoch { get; init; }

    /// <summary>
    /// The mean loss of the kept weights, in the units of the data: on the validation part, or without one on the training part. It is
    /// measured after the training, without dropout. Null if the training was stopped before.
    /// </summary>
    public double? KeptLoss { get; init; }

    /// <summary>Formats the loss, the lead and the epoch.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Loss}, {Lead} ahead, epoch {Epoch}");
}
