namespace RnnPS;

/// <summary>
/// Where a training stood at the end of an epoch: all that the next one depends on, so that a training that goes on from it
/// comes to the same weights, bit for bit, as one that was never interrupted.
/// </summary>
public sealed record TrainingCheckpoint
{
    /// <summary>The names and shapes of the model's arrays of parameters, and its kind: what the model must have to go on.</summary>
    public required string Model { get; init; }

    /// <summary>The options that must be the same.</summary>
    public required string Options { get; init; }

    /// <summary>A checksum of the data, which must be the same.</summary>
    public required string Data { get; init; }

    /// <summary>How many epochs are done.</summary>
    public required int Epochs { get; init; }

    /// <summary>How many steps the optimizer took.</summary>
    public required long OptimizerSteps { get; init; }

    /// <summary>How many epochs in a row were no better.</summary>
    public required int EpochsWithoutBest { get; init; }

    /// <summary>The lowest loss, or validation loss where there is one; null before the first.</summary>
    public required double? BestLoss { get; init; }

    /// <summary>The epoch that it is of, from 1; 0 before the first.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>What the schedule made of the learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The lowest loss that the schedule saw; null before the first.</summary>
    public required double? ScheduleBest { get; init; }

    /// <summary>How many epochs in a row the schedule saw no better one.</summary>
    public required int ScheduleBadEpochs { get; init; }

    /// <summary>How many epochs the schedule does not count yet.</summary>
    public required int ScheduleCooldown { get; init; }

    /// <summary>The seconds that the epochs took.</summary>
    public required double Seconds { get; init; }

    /// <summary>How the inputs are scaled; null for not at all.</summary>
    public required SavedScaler? InputScaler { get; init; }

    /// <summary>How the outputs are scaled; null for not at all.</summary>
    public required SavedScaler? OutputScaler { get; init; }

    /// <summary>The lengths of the parts of <see cref="Values"/>: parameters, best parameters, the optimizer's state.</summary>
    public required IReadOnlyList<int> Lengths { get; init; }

    /// <summary>All numbers, one part after the other; those of single precision are kept exactly.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double[] Values { get; init; } = [];
}

/// <summary>A scaling as it is saved.</summary>
/// <param name="Kind">How it was fitted.</param>
/// <param name="Offset">What becomes 0 of each feature.</param>
/// <param name="Scale">What becomes 1 of each feature's distance from it.</param>
public sealed record SavedScaler(RnnScaling Kind, IReadOnlyList<double> Offset, IReadOnlyList<double> Scale)
{
    internal static SavedScaler? From(RnnScaler? scaler) =>
        scaler is null ? null : new SavedScaler(scaler.Kind, scaler.Offset.ToArray(), scaler.Scale.ToArray());

    internal RnnScaler ToScaler() => RnnScaler.Create(Kind, new RnnVector([.. Offset]), new RnnVector([.. Scale]));
}
