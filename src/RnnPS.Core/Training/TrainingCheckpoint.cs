namespace RnnPS;

/// <summary>
/// The state of a training at the end of an epoch. It holds everything that the next epoch depends on. A resumed training
/// therefore produces the same weights, bit for bit, as one that was never interrupted.
/// </summary>
public sealed record TrainingCheckpoint
{
    /// <summary>The kind of the model, and the names and shapes of its parameters. The model must match to resume.</summary>
    public required string Model { get; init; }

    /// <summary>The training options, as text. They must match to resume.</summary>
    public required string Options { get; init; }

    /// <summary>The checksum of the training data. The data must match to resume.</summary>
    public required string Data { get; init; }

    /// <summary>The number of completed epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>The number of optimizer steps taken.</summary>
    public required long OptimizerSteps { get; init; }

    /// <summary>The number of epochs in a row without a new best loss.</summary>
    public required int EpochsWithoutBest { get; init; }

    /// <summary>The lowest loss so far: the validation loss if there is a validation part; null before the first epoch.</summary>
    public required double? BestLoss { get; init; }

    /// <summary>The number of the best epoch, counted from 1; 0 before the first epoch.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>The learning rate after the reductions of a <see cref="PlateauSchedule"/>.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The lowest loss that the schedule has observed; null before the first epoch.</summary>
    public required double? ScheduleBest { get; init; }

    /// <summary>The number of epochs in a row in which the schedule observed no improvement.</summary>
    public required int ScheduleBadEpochs { get; init; }

    /// <summary>The number of epochs left in the schedule's cooldown.</summary>
    public required int ScheduleCooldown { get; init; }

    /// <summary>The total training time, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The lengths of the arrays in <see cref="Values"/>: parameters, then the optimizer's state.</summary>
    public required IReadOnlyList<int> Lengths { get; init; }

    /// <summary>The numbers of all arrays, concatenated. Single-precision numbers are kept exactly.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double[] Values { get; init; } = [];

    /// <summary>The model as the training keeps it so far: its kept weights, its scaling and the description of the training.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public RnnModel? Kept { get; init; }

    /// <summary>Requires values that a training can have saved.</summary>
    /// <param name="lengths">The lengths of the arrays of the training.</param>
    /// <param name="weights">The weights of the model to train.</param>
    /// <exception cref="RnnException">A value is out of range (<see cref="RnnErrorId.CheckpointDamaged"/>).</exception>
    internal void RequireValid(IEnumerable<int> lengths, WeightSet weights)
    {
        string? fault = this switch
        {
            { Epochs: < 0 } => FormattableString.Invariant($"{Epochs} epochs"),
            { OptimizerSteps: < 0 } => FormattableString.Invariant($"{OptimizerSteps} steps of the optimizer"),
            { EpochsWithoutBest: < 0 } => FormattableString.Invariant($"{EpochsWithoutBest} epochs without a better loss"),
            _ when BestEpoch < 0 || BestEpoch > Epochs => FormattableString.Invariant($"the best epoch {BestEpoch} of {Epochs}"),
            _ when !double.IsFinite(LearningRate) || LearningRate < 0 => FormattableString.Invariant($"the learning rate {LearningRate}"),
            _ when !double.IsFinite(BestLoss ?? 0) => FormattableString.Invariant($"the loss {BestLoss}"),
            _ when !double.IsFinite(ScheduleBest ?? 0) => FormattableString.Invariant($"the loss {ScheduleBest}"),
            { ScheduleBadEpochs: < 0 } or { ScheduleCooldown: < 0 } => "a negative number of epochs of the schedule",
            // A thousand years.
            _ when !(Seconds >= 0 && Seconds < 3e10) => FormattableString.Invariant($"a training time of {Seconds} seconds"),
            _ when !Lengths.SequenceEqual(lengths) || Lengths.Sum(part => (long)part) != Values.Length => "arrays of other lengths than the model and the optimizer",
            _ when !FiniteCheck.AllFinite<double>(Values) => "a parameter that is infinite or NaN",
            _ when Kept?.Weights.HasShapesOf(weights) != true => "kept weights of other shapes than the model",
            _ => null,
        };
        if (fault is not null)
        {
            throw new RnnException(
                RnnErrorId.CheckpointDamaged,
                $"The checkpoint has {fault}, so no training can have saved it. Use another copy of the file, or restart the training.",
                this);
        }
    }
}
