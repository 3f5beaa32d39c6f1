using System.Globalization;

namespace RnnPS;

/// <summary>What a model was trained to do, and how well it does: what a forecast with it has to know.</summary>
public sealed record RnnTraining
{
    /// <summary>The names of the inputs; empty where they had none.</summary>
    public IReadOnlyList<string> InputNames { get; init; } = [];

    /// <summary>The names of the targets; empty where they had none.</summary>
    public IReadOnlyList<string> TargetNames { get; init; } = [];

    /// <summary>How many rows after its input a target lies: 1 for the next row.</summary>
    public int Lead { get; init; }

    /// <summary>The loss that was minimised.</summary>
    public RnnLossFunction Loss { get; init; } = RnnLossFunction.MeanSquaredError;

    /// <summary>Which quantiles of each target the outputs are; null where they are the targets themselves.</summary>
    public RnnVector? Quantiles => (Loss as PinballLoss)?.Quantiles;

    /// <summary>
    /// The errors on the validation part, target less output, [timesteps × targets], of the weights that were kept, the newest 10,000
    /// of them; null without a validation part, or where outputs are no values of the targets.
    /// </summary>
    public RnnMatrix? Residuals { get; init; }

    /// <summary>The epoch whose weights were kept, from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>The loss, and the epoch whose weights were kept.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Loss}, {Lead} ahead, epoch {Epoch}");
}
