using System.Text.RegularExpressions;

namespace RnnPS;

/// <summary>The options of a training.</summary>
public sealed partial record RnnTrainingOptions
{
    /// <summary>The loss function to minimize.</summary>
    public RnnLossFunction Loss { get; init; } = RnnLossFunction.MeanSquaredError;

    /// <summary>The optimizer, with its initial learning rate.</summary>
    public RnnOptimizer Optimizer { get; init; } = new AdamOptimizer();

    /// <summary>The learning-rate schedule.</summary>
    public RnnSchedule Schedule { get; init; } = new ConstantSchedule();

    /// <summary>The number of passes over the training data, at least 1.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>The number of sequences or windows per optimizer step, at least 1.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The number of timesteps per window that sequences are cut into; null trains on whole sequences.</summary>
    public int? SequenceLength { get; init; }

    /// <summary>
    /// The number of timesteps from the start of one window to the start of the next. Null means the window length, so that each
    /// timestep is trained on once per epoch. For a model with one output per window, null means 1.
    /// </summary>
    public int? Stride { get; init; }

    /// <summary>
    /// The largest number of timesteps to backpropagate through. Longer sequences are trained in chunks of this length, with one
    /// optimizer step per chunk. The state carries over from chunk to chunk; the gradient does not (Williams and Peng 1990, "An
    /// efficient gradient-based algorithm for on-line training of recurrent network trajectories"). Null backpropagates through the
    /// whole sequence.
    /// </summary>
    public int? TruncatedLength { get; init; }

    /// <summary>The largest global norm of the gradient; null does not clip by norm.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The largest magnitude of a gradient element, clipped before the norm; null does not clip by value.</summary>
    public double? ClipValue { get; init; }

    /// <summary>
    /// The fraction of the data to hold out for validation, at least 0 and below 1. The validation part is the last timesteps of each
    /// sequence; for a model with one output per sequence, it is the last sequences.
    /// </summary>
    public double ValidationFraction { get; init; }

    /// <summary>
    /// The number of steps that forecasts of the validation part have, which are made after each epoch: each output becomes the next input.
    /// Their mean absolute error then tells the best epoch. Null tells it by the loss, one step ahead.
    /// </summary>
    public int? Horizon { get; init; }

    /// <summary>
    /// Whether to train anew on all rows, for as many epochs as were best on the validation part, and to keep those weights. The measures of
    /// the validation part stay those of the first training.
    /// </summary>
    public bool Refit { get; init; }

    /// <summary>
    /// The weights that the model keeps. Null keeps the best weights if there is a validation part, otherwise the last weights.
    /// </summary>
    public RnnKeptWeights? KeepWeights { get; init; }

    /// <summary>
    /// The weight of each class in the loss, for targets that are class indices; null weights all by 1. As in PyTorch, the mean loss
    /// divides by the sum of the weights.
    /// </summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>
    /// The names of the classes, in the order of their indices in the targets; null if they have no names. The model keeps them.
    /// </summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>
    /// The class index that marks a timestep without a target, such as PyTorch's −100: the loss does not count it. Null for none.
    /// </summary>
    public int? IgnoreIndex { get; init; }

    /// <summary>
    /// The number of epochs in a row without a new best loss after which training stops early; null trains for all epochs.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>
    /// The scaling of the inputs and, for a regression, of the targets. It is fitted to the training part only. Null keeps the
    /// scaling that the model has, or fits a standard scaling if the model has none.
    /// </summary>
    public RnnScaling? Scaling { get; init; }

    /// <summary>The floating-point precision to compute with.</summary>
    public RnnPrecision Precision { get; init; } = RnnPrecision.Double;

    /// <summary>Whether to shuffle the sequences or windows before each epoch. If false, batches are in the order of the data.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The random seed for shuffling and dropout.</summary>
    public int Seed { get; init; }

    /// <summary>The largest number of threads. The result does not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The limit of the memory to take. The weights do not depend on it.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.Free;

    /// <summary>Requires that all options are in their ranges.</summary>
    /// <exception cref="RnnException">An option is out of range (<see cref="RnnErrorId.TrainingOption"/>).</exception>
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
        NumberRules.AtLeast(1, Horizon ?? 1, nameof(Horizon));
        if ((Horizon is not null || Refit) && ValidationFraction == 0)
        {
            throw new RnnException(
                RnnErrorId.TrainingOption,
                $"{(Refit ? nameof(Refit) : nameof(Horizon))} needs a part of the data that the training does not learn from: give a {nameof(ValidationFraction)}, or leave it out.",
                ValidationFraction);
        }

        if (Stride is not null && SequenceLength is null)
        {
            throw new RnnException(
                RnnErrorId.TrainingOption,
                $"{nameof(Stride)} needs windows: give their {nameof(SequenceLength)} as well, or leave {nameof(Stride)} out.",
                Stride);
        }
    }

    /// <summary>Whether the model keeps the best weights, not the last.</summary>
    internal bool KeepsBest => (KeepWeights ?? (ValidationFraction > 0 ? RnnKeptWeights.Best : RnnKeptWeights.Last)) == RnnKeptWeights.Best;

    /// <summary>
    /// Describes the options that must match to resume a training, as text: all options except the epochs, patience and threads.
    /// </summary>
    internal string Describe() => FormattableString.Invariant($"loss {Loss}, {Optimizer}, {Schedule}, batch size {BatchSize}, ")
        + FormattableString.Invariant($"sequence length {SequenceLength}, stride {Stride}, truncated length {TruncatedLength}, ")
        + FormattableString.Invariant($"clip norm {ClipNorm}, clip value {ClipValue}, validation fraction {ValidationFraction}, ")
        + FormattableString.Invariant($"scaling {Scaling}, precision {Precision}, seed {Seed}, ")
        + FormattableString.Invariant($"keep {(KeepsBest ? RnnKeptWeights.Best : RnnKeptWeights.Last)}")
        + (Shuffle ? string.Empty : ", not shuffled")
        + (ClassWeights is null ? string.Empty : $", class weights {new RnnVector([.. ClassWeights])}")
        + (Classes is null ? string.Empty : $", classes {string.Join(", ", Classes)}")
        + (Horizon is null ? string.Empty : FormattableString.Invariant($", horizon {Horizon}"))
        + (IgnoreIndex is null ? string.Empty : FormattableString.Invariant($", ignored index {IgnoreIndex}"));

    /// <summary>Compares two descriptions of options.</summary>
    /// <param name="saved">The description in a checkpoint.</param>
    /// <param name="now">The description of this training.</param>
    /// <returns>The options that differ, each in a line.</returns>
    internal static IEnumerable<string> Differences(string saved, string now)
    {
        string[] before = Separator().Split(saved);
        string[] after = Separator().Split(now);
        return before.Length == after.Length
            ? before.Zip(after).Where(pair => pair.First != pair.Second).Select(pair => $"{pair.First} is now {pair.Second}")
            : before.Except(after).Select(one => $"saved: {one}").Concat(after.Except(before).Select(one => $"now: {one}"));
    }

    // The constants of an optimizer are in braces.
    [GeneratedRegex(", (?![^{]*})")]
    private static partial Regex Separator();
}
