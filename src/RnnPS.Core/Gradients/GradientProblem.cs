namespace RnnPS;

/// <summary>A model with sequences and targets to compute gradients for. All parts are checked against each other.</summary>
internal sealed class GradientProblem
{
    /// <summary>Checks and collects the parts.</summary>
    /// <param name="model">The model. Later changes of its weights have no effect.</param>
    /// <param name="sequences">The sequences.</param>
    /// <param name="targets">
    /// The targets of each sequence, [steps × components of a target]; one row if the model outputs only at the last step.
    /// </param>
    /// <param name="options">The options: loss, reduction, weights and states.</param>
    /// <exception cref="RnnException">
    /// There is no sequence (<see cref="RnnErrorId.EmptyInput"/>); the number of targets, weights or states differs from the number of
    /// sequences; or a sequence does not fit, as for <see cref="TrainingSequence.Require"/>.
    /// </exception>
    public GradientProblem(
        RnnModel model, IReadOnlyList<RnnSequence> sequences, IReadOnlyList<RnnMatrix> targets, RnnGradientOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(targets);
        if (sequences.Count == 0)
        {
            throw new RnnException(RnnErrorId.EmptyInput, "There is no sequence to compute a gradient for: give at least one.");
        }

        RequireCount(targets.Count, sequences.Count, "target list", RnnErrorId.TargetLength);
        RequireCount(options.Weights?.Count ?? sequences.Count, sequences.Count, "weight list", RnnErrorId.StepWeight);
        RequireCount(options.States?.Count ?? sequences.Count, sequences.Count, "state", RnnErrorId.StateShape);
        foreach (RnnState state in options.States ?? [])
        {
            state.RequireFits(model);
        }

        Weights = model.Weights;
        Options = options;
        Sequences = sequences;
        TrainingSequence[] checkedSequences = [.. sequences.Select((sequence, i) => new TrainingSequence
        {
            Inputs = sequence.Values.AsSpan().ToArray(),
            Targets = targets[i].AsSpan().ToArray(),
            Weights = options.Weights?[i].ToArray() ?? [],
            Mask = sequence.Mask.ToArray(),
            Length = sequence.Length,
        })];
        foreach ((TrainingSequence sequence, RnnSequence from) in checkedSequences.Zip(sequences))
        {
            sequence.Require(Weights, options.Loss, options.Precision, from.FeatureNames);
        }

        Batch = new TrainingBatch { Sequences = checkedSequences, States = options.States };
    }

    /// <summary>The model's weights.</summary>
    public WeightSet Weights { get; }

    /// <summary>The options.</summary>
    public RnnGradientOptions Options { get; }

    /// <summary>The sequences of the caller.</summary>
    public IReadOnlyList<RnnSequence> Sequences { get; }

    /// <summary>The sequences, targets and states as a batch.</summary>
    public TrainingBatch Batch { get; }

    /// <summary>The options for a training pass over the batch.</summary>
    public TrainingOptions PassOptions(bool inputGradients) => new()
    {
        Loss = Options.Loss,
        Reduction = Options.Reduction,
        Threads = Options.Threads,
        Memory = Options.Memory,
        InputGradients = inputGradients,
    };

    private static void RequireCount(int count, int sequences, string what, string id)
    {
        if (count != sequences)
        {
            throw new RnnException(
                id,
                $"{RnnMessages.Count(count, what)} for {RnnMessages.Count(sequences, "sequence")}: give one for each.",
                count);
        }
    }
}
