namespace RnnPS;

/// <summary>
/// A sequence to train on, or a window of one. It references memory of its caller, so overlapping windows need no copies.
/// </summary>
internal sealed record TrainingSequence
{
    /// <summary>The inputs, [steps × features]. They are finite except in masked steps.</summary>
    public required ReadOnlyMemory<double> Inputs { get; init; }

    /// <summary>
    /// The targets, [steps × components of a target]; a single target if the model outputs only at the last step. Targets of masked
    /// steps and targets with weight 0 are ignored.
    /// </summary>
    public required ReadOnlyMemory<double> Targets { get; init; }

    /// <summary>The weight of each target's loss; empty weights all targets by 1.</summary>
    public ReadOnlyMemory<double> Weights { get; init; }

    /// <summary>Whether each step is unmasked; empty if all are. A masked step keeps the state and adds no loss.</summary>
    public ReadOnlyMemory<bool> Mask { get; init; }

    /// <summary>The number of steps, including masked steps.</summary>
    public required int Length { get; init; }

    /// <summary>Requires that the sequence fits a model and a loss.</summary>
    /// <param name="weights">The weights of the model.</param>
    /// <param name="loss">The loss function.</param>
    /// <param name="precision">The floating-point precision to compute with.</param>
    /// <param name="features">The names of the inputs, for error messages; empty if they have no names.</param>
    /// <exception cref="RnnException">
    /// An input, the loss or a target does not fit, as for <see cref="TimestepRules.Check"/>,
    /// <see cref="RnnLossFunction.RequireFits"/> and <see cref="RnnLossFunction.RequireTarget"/>; a target is too large for the
    /// precision (<see cref="RnnErrorId.NotFinite"/>); a weight is negative or not finite (<see cref="RnnErrorId.StepWeight"/>); or
    /// the numbers of steps, targets, weights and mask values do not match (<see cref="RnnErrorId.SequenceLength"/>,
    /// <see cref="RnnErrorId.TargetLength"/>, <see cref="RnnErrorId.StepWeight"/>, <see cref="RnnErrorId.MaskLength"/>).
    /// </exception>
    public void Require(WeightSet weights, RnnLossFunction loss, RnnPrecision precision, IReadOnlyList<string> features)
    {
        loss.RequireFits(weights.OutputSize, weights.OutputActivation);
        RequireCounts(weights.OutputStep);
        for (int step = 0; step < Length; step++)
        {
            if (IsMasked(step))
            {
                continue;
            }

            TimestepRules.Check(InputOf(step), weights.InputSize, features, precision, vocabularySize: weights.VocabularySize);
        }

        int targets = TargetCount(weights.OutputStep);
        for (int target = 0; target < targets; target++)
        {
            double weight = WeightOf(target);
            StepWeights.Require(weight, target);
            if (weight > 0 && (targets < Length || !IsMasked(target)))
            {
                loss.RequireTarget(TargetOf(target, targets), weights.OutputSize, target);
                RequirePrecision(TargetOf(target, targets), target, precision);
            }
        }
    }

    /// <summary>Whether a step is masked.</summary>
    public bool IsMasked(int step) => !Mask.IsEmpty && !Mask.Span[step];

    /// <summary>Counts the unmasked steps.</summary>
    public int CountSteps()
    {
        int count = Length;
        foreach (bool exists in Mask.Span)
        {
            count -= exists ? 0 : 1;
        }

        return count;
    }

    /// <summary>Returns the number of targets.</summary>
    public int TargetCount(RnnOutputStep outputStep) => outputStep == RnnOutputStep.Last ? 1 : Length;

    /// <summary>The input of a step.</summary>
    public ReadOnlySpan<double> InputOf(int step)
    {
        int size = Inputs.Length / Length;
        return Inputs.Span.Slice(step * size, size);
    }

    /// <summary>The target at an index.</summary>
    /// <param name="target">The zero-based index of the target.</param>
    /// <param name="count">The number of targets, as from <see cref="TargetCount"/>.</param>
    public ReadOnlySpan<double> TargetOf(int target, int count)
    {
        int size = Targets.Length / count;
        return Targets.Span.Slice(target * size, size);
    }

    /// <summary>The weight of a target.</summary>
    public double WeightOf(int target) => Weights.IsEmpty ? 1 : Weights.Span[target];

    private static void RequirePrecision(ReadOnlySpan<double> target, int step, RnnPrecision precision)
    {
        foreach (double value in target)
        {
            if (precision == RnnPrecision.Single && float.IsInfinity((float)value))
            {
                throw new RnnException(
                    RnnErrorId.NotFinite,
                    FormattableString.Invariant($"The target {value} of step {step} is too large for single precision: train in double ")
                    + "precision, or scale the value.",
                    value);
            }
        }
    }

    private void RequireCounts(RnnOutputStep outputStep)
    {
        int targets = TargetCount(outputStep);
        if (Length < 1)
        {
            throw new RnnException(RnnErrorId.SequenceLength, "A sequence without timesteps can't be trained on: leave it out.", this);
        }

        if (Targets.IsEmpty || Targets.Length % targets != 0)
        {
            throw new RnnException(
                RnnErrorId.TargetLength,
                FormattableString.Invariant($"{RnnMessages.Count(Targets.Length, "number")} can't be split into {RnnMessages.Count(targets, "target")}: give ")
                + (outputStep == RnnOutputStep.Last
                    ? "one target for the sequence, because the model outputs only at its last step."
                    : "one target for each timestep."),
                this);
        }

        if (!Weights.IsEmpty && Weights.Length != targets)
        {
            throw new RnnException(
                RnnErrorId.StepWeight,
                $"{RnnMessages.Count(Weights.Length, "weight")} for {RnnMessages.Count(targets, "target")}: give one for each, or none.",
                Weights.Length);
        }

        if (!Mask.IsEmpty && Mask.Length != Length)
        {
            throw new RnnException(
                RnnErrorId.MaskLength,
                $"{RnnMessages.Count(Mask.Length, "mask value")} for {RnnMessages.Count(Length, "timestep")}: give one for each, or none.",
                Mask.Length);
        }
    }
}
