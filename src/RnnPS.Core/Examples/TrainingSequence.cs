namespace RnnPS;

/// <summary>
/// A sequence to train on, or a window of one: memory that others own, so that windows that overlap need no copies.
/// </summary>
internal sealed record TrainingSequence
{
    /// <summary>[steps × features], finite numbers but where a step is masked.</summary>
    public required ReadOnlyMemory<double> Inputs { get; init; }

    /// <summary>
    /// [steps × components of a target], or the one target of a sequence whose model puts out at its last step. Where a step is
    /// masked or its weight is 0, they are not looked at.
    /// </summary>
    public required ReadOnlyMemory<double> Targets { get; init; }

    /// <summary>What each target's loss is multiplied by; empty for 1.</summary>
    public ReadOnlyMemory<double> Weights { get; init; }

    /// <summary>Whether each step exists; empty for all. A masked step keeps the state and costs nothing.</summary>
    public ReadOnlyMemory<bool> Mask { get; init; }

    /// <summary>How many steps, masked ones included.</summary>
    public required int Length { get; init; }

    /// <summary>Requires that a model can be trained on it.</summary>
    /// <param name="weights">The model.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="precision">What will be computed with.</param>
    /// <param name="features">The inputs' names, for errors; empty where they have none.</param>
    /// <exception cref="RnnException">
    /// As <see cref="TimestepRules.Check"/>, <see cref="RnnLossFunction.RequireFits"/> and
    /// <see cref="RnnLossFunction.RequireTarget"/> tell; a target is also one too large for the precision
    /// (<see cref="RnnErrorId.NotFinite"/>), and a weight negative or not finite (<see cref="RnnErrorId.StepWeight"/>).
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

            TimestepRules.Check(InputOf(step), weights.InputSize, features, precision);
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

    /// <summary>How many steps are run.</summary>
    public int CountSteps()
    {
        int count = Length;
        foreach (bool exists in Mask.Span)
        {
            count -= exists ? 0 : 1;
        }

        return count;
    }

    /// <summary>How many targets there are.</summary>
    public int TargetCount(RnnOutputStep outputStep) => outputStep == RnnOutputStep.Last ? 1 : Length;

    /// <summary>What comes in at a step.</summary>
    public ReadOnlySpan<double> InputOf(int step)
    {
        int size = Inputs.Length / Length;
        return Inputs.Span.Slice(step * size, size);
    }

    /// <summary>One of so many targets.</summary>
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
                FormattableString.Invariant($"{RnnMessages.Count(Targets.Length, "number")} can't be {RnnMessages.Count(targets, "target")}: give ")
                + (outputStep == RnnOutputStep.Last
                    ? "one target for the sequence, since the model puts out at its last step."
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
