namespace RnnPS;

/// <summary>How a model is trained.</summary>
public sealed record RnnTrainingOptions
{
    /// <summary>What a timestep costs.</summary>
    public RnnLossFunction Loss { get; init; } = RnnLossFunction.MeanSquaredError;

    /// <summary>How gradients change the weights, with the learning rate to start from.</summary>
    public RnnOptimizer Optimizer { get; init; } = new AdamOptimizer();

    /// <summary>How the learning rate changes from epoch to epoch.</summary>
    public RnnSchedule Schedule { get; init; } = new ConstantSchedule();

    /// <summary>How often all data is gone through, at least once.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>The sequences, or windows of them, whose mean loss makes one step of the optimizer.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The timesteps of a window that sequences are cut into; null takes them whole.</summary>
    public int? SequenceLength { get; init; }

    /// <summary>
    /// The timesteps from one window to the next; null for the window's length, so that each timestep is trained on once an
    /// epoch, and for 1 where the model puts out once a window.
    /// </summary>
    public int? Stride { get; init; }

    /// <summary>
    /// The timesteps that a gradient goes back through at the most: a longer sequence is taken in chunks, with a step of the
    /// optimizer each; the state is carried over, the gradient is not (Williams and Peng 1990, "An efficient gradient-based
    /// algorithm for on-line training of recurrent network trajectories"). Null goes back to the start.
    /// </summary>
    public int? TruncatedLength { get; init; }

    /// <summary>The largest norm of all gradients together; null for any.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The largest magnitude of a gradient, cut before the norm is; null for any.</summary>
    public double? ClipValue { get; init; }

    /// <summary>
    /// The share of the data that is not trained on but measured: the last timesteps of each sequence; where a model puts out
    /// once a sequence, the last sequences. From 0 up to, but not, 1.
    /// </summary>
    public double ValidationFraction { get; init; }

    /// <summary>How many epochs in a row may be no better before training ends; null to go on to the last.</summary>
    public int? Patience { get; init; }

    /// <summary>
    /// How inputs, and the targets of a regression, are scaled; fitted to the training part alone. Null keeps a scaling that the
    /// model has, and fits a standard one where it has none.
    /// </summary>
    public RnnScaling? Scaling { get; init; }

    /// <summary>What is computed with.</summary>
    public RnnPrecision Precision { get; init; } = RnnPrecision.Double;

    /// <summary>Whence the order of the sequences and what is dropped out are drawn.</summary>
    public int Seed { get; init; }

    /// <summary>The most threads; the numbers do not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Requires that all of them are in their ranges.</summary>
    /// <exception cref="RnnException">One is not (<see cref="RnnErrorId.TrainingOption"/>).</exception>
    public void RequireValid()
    {
        Optimizer.RequireValid();
        Schedule.RequireValid();
        NumberRules.AtLeast(1, Epochs, nameof(Epochs));
        NumberRules.AtLeast(1, BatchSize, nameof(BatchSize));
        NumberRules.AtLeast(1, SequenceLength ?? 1, nameof(SequenceLength));
        NumberRules.AtLeast(1, Stride ?? 1, nameof(Stride));
        NumberRules.AtLeast(1, TruncatedLength ?? 1, nameof(TruncatedLength));
        NumberRules.Positive(ClipNorm ?? 1, nameof(ClipNorm));
        NumberRules.Positive(ClipValue ?? 1, nameof(ClipValue));
        NumberRules.Fraction(ValidationFraction, nameof(ValidationFraction));
        NumberRules.AtLeast(1, Patience ?? 1, nameof(Patience));
        NumberRules.AtLeast(1, Threads, nameof(Threads));
        if (Stride is not null && SequenceLength is null)
        {
            throw new RnnException(
                RnnErrorId.TrainingOption, $"{nameof(Stride)} is that of windows: give their {nameof(SequenceLength)} as well, or leave it out.", Stride);
        }
    }

    /// <summary>What must be the same for a training to be gone on with, as text: all but the epochs, patience and threads.</summary>
    internal string Describe() => FormattableString.Invariant($"loss {Loss}, {Optimizer}, {Schedule}, batch size {BatchSize}, ")
        + FormattableString.Invariant($"sequence length {SequenceLength}, stride {Stride}, truncated length {TruncatedLength}, ")
        + FormattableString.Invariant($"clip norm {ClipNorm}, clip value {ClipValue}, validation fraction {ValidationFraction}, ")
        + FormattableString.Invariant($"scaling {Scaling}, precision {Precision}, seed {Seed}");
}
