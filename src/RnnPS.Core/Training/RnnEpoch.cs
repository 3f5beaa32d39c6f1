using System.Globalization;

namespace RnnPS;

/// <summary>What one epoch of a training came to.</summary>
public sealed record RnnEpoch
{
    /// <summary>Which epoch it is, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>
    /// The mean loss of the training part's timesteps, each measured when its turn came, before the weights were changed by it;
    /// of raw numbers, also where the model scales its outputs.
    /// </summary>
    public required double Loss { get; init; }

    /// <summary>The mean loss of the validation part's timesteps after the epoch, of raw numbers; null without a validation part.</summary>
    public required double? ValidationLoss { get; init; }

    /// <summary>Whether no epoch before was as good: by the validation loss where there is one. The model keeps the best weights.</summary>
    public required bool IsBest { get; init; }

    /// <summary>The norm of all gradients together before clipping, as the mean over the epoch's steps of the optimizer.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>The same after clipping; equal where nothing was clipped.</summary>
    public required double ClippedGradientNorm { get; init; }

    /// <summary>The learning rate of the epoch.</summary>
    public required double LearningRate { get; init; }

    /// <summary>How many timesteps were trained on in a second.</summary>
    public required double StepsPerSecond { get; init; }

    /// <summary>The time since the training began, with that before a resumption.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The epoch and its loss in one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"Epoch {Epoch}: loss {RnnFormat.Number(Loss)}{(ValidationLoss is { } loss ? $", validation loss {RnnFormat.Number(loss)}" : string.Empty)}");
}
