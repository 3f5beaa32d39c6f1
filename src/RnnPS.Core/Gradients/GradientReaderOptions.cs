namespace RnnPS;

/// <summary>The options of a <see cref="GradientReader"/>.</summary>
public sealed record GradientReaderOptions
{
    /// <summary>The loss function, applied to each timestep.</summary>
    public RnnLossFunction Loss { get; init; } = RnnLossFunction.MeanSquaredError;

    /// <summary>Whether the loss of the sequence is the sum or the mean of the losses of its timesteps.</summary>
    public RnnReduction Reduction { get; init; } = RnnReduction.Sum;

    /// <summary>Whether the loss counts only the last timestep that has a target.</summary>
    public bool LastOnly { get; init; }

    /// <summary>Whether to take the gradient of each timestep's own loss, one after the other.</summary>
    public bool PerLoss { get; init; }

    /// <summary>
    /// The number of timesteps of a chunk. The state carries over to the next chunk, and the gradient stops at its border, as in truncated
    /// backpropagation through time. Null does not truncate.
    /// </summary>
    public int? TruncatedLength { get; init; }

    /// <summary>The limit of the memory to take for the timesteps.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.Free;

    /// <summary>Requires that the options fit a model.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="RnnException">
    /// The length of a chunk is not positive (<see cref="RnnErrorId.TrainingOption"/>), or the model reads in reverse and can't be cut into
    /// chunks (<see cref="RnnErrorId.Direction"/>).
    /// </exception>
    public void RequireFits(RnnModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        NumberRules.AtLeast(1, TruncatedLength ?? 1, nameof(TruncatedLength));
        if (TruncatedLength is not null && model.NeedsWholeSequence)
        {
            throw new RnnException(
                RnnErrorId.Direction,
                $"The model {model} reads sequences in reverse, so its gradient can't stop between chunks: leave -TruncatedLength out.",
                TruncatedLength);
        }
    }
}
