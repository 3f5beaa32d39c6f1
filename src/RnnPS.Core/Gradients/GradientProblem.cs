namespace RnnPS;

/// <summary>A model with the sequences and targets that its gradients are asked for, checked.</summary>
internal sealed class GradientProblem
{
    /// <summary>Puts it together.</summary>
    /// <param name="model">The model; its weights are taken now.</param>
    /// <param name="sequences">The sequences.</param>
    /// <param name="targets">For each sequence [steps × components of a target], or one row where the model puts out once.</param>
    /// <param name="options">Loss, reduction, weights and states.</param>
    /// <exception cref="RnnException">
    /// There is no sequence (<see cref="RnnErrorId.EmptyInput"/>), there are more or fewer targets, weights or states than
    /// sequences, or one does not fit, as <see cref="TrainingSequence.Require"/> tells.
    /// </exception>
    public GradientProblem(
        RnnModel model, IReadOnlyList<RnnSequence> sequences, IReadOnlyList<RnnMatrix> targets, RnnGradientOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(targets);
        if (sequences.Count == 0)
        {
            throw new RnnException(RnnErrorId.EmptyInput, "There is no sequence to take a gradient over: give at least one.");
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

    /// <summary>The loss and the rest.</summary>
    public RnnGradientOptions Options { get; }

    /// <summary>The sequences as they were given.</summary>
    public IReadOnlyList<RnnSequence> Sequences { get; }

    /// <summary>The same as a batch.</summary>
    public TrainingBatch Batch { get; }

    /// <summary>What a training pass has to compute.</summary>
    public TrainingOptions PassOptions(bool inputGradients) => new()
    {
        Loss = Options.Loss,
        Reduction = Options.Reduction,
        Threads = Options.Threads,
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
