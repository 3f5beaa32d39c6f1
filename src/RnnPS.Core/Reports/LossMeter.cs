namespace RnnPS;

/// <summary>Measures the loss of steps as they arrive, and reduces it to one loss per run.</summary>
/// <param name="targets">
/// The targets, one per timestep. Every sequence is compared with the same targets, matched by the number of the step. Null if
/// each step has its own target.
/// </param>
/// <param name="totals">
/// Whether to keep the loss of each step for <see cref="Totals"/>. If false, memory use does not depend on the number of steps.
/// </param>
/// <param name="loss">The loss function; null for the mean squared error.</param>
/// <param name="reduction">The reduction over the steps of a sequence.</param>
/// <param name="weights">
/// The weights of the targets, at least 0. The loss of each step is multiplied by its weight. A weight of 0 masks the step. Null
/// gives all steps the weight 1.
/// </param>
/// <param name="lead">
/// The number of steps from a prediction to its target, which selects the target in <paramref name="targets"/>: 0 if each target
/// belongs to the prediction made at the step with the same number. Null is 0 for <paramref name="targets"/>, and otherwise the lead
/// that the model was trained with.
/// </param>
public sealed class LossMeter(
    IReadOnlyList<double[]>? targets = null,
    bool totals = true,
    RnnLossFunction? loss = null,
    RnnReduction reduction = RnnReduction.Sum,
    IReadOnlyList<double>? weights = null,
    int? lead = null)
{
    private readonly RnnLossFunction _loss = loss ?? RnnLossFunction.MeanSquaredError;

    private readonly RepeatedInputs _repeated = new();

    /// <summary>
    /// Returns the targets of a sequence, told its index in the order in which the sequences start, and its first step. Null if all
    /// sequences have the same targets. What it throws is the error of the sequence, which gets no total.
    /// </summary>
    public Func<int, RnnStep, IReadOnlyList<double[]>>? TargetsOf { get; init; }

    // Two sequences can have the same key, so the run identifies them.
    private readonly Dictionary<object, Entry> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly List<Entry> _order = [];

    /// <summary>Whether the loss counts masked steps, which it otherwise leaves out. They repeat the output of another step.</summary>
    public bool CountsMasked { get; init; }

    /// <summary>Measures the loss of one step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="target">The target, in the form that the loss expects.</param>
    /// <returns>The loss of the step.</returns>
    /// <exception cref="RnnException">
    /// The loss does not fit the model (<see cref="RnnErrorId.Loss"/>), the target does not fit the loss (see
    /// <see cref="RnnLossFunction.RequireTarget"/>), or the loss is too large (<see cref="RnnErrorId.LossNotFinite"/>). The step is not
    /// counted.
    /// </exception>
    public RnnStepLoss Measure(RnnStep step, double[] target) => Measure(step, target, weight: 1, row: null, countsMasked: true)!;

    /// <summary>Measures the loss of one step with a weight.</summary>
    /// <param name="step">The step.</param>
    /// <param name="target">The target, in the form that the loss expects. It is not checked if the weight is 0.</param>
    /// <param name="weight">The weight of the step's loss, at least 0; 0 masks the step.</param>
    /// <param name="row">The step whose source row holds the target; null if it did not come from a row.</param>
    /// <returns>The loss of the step; null if the step is masked.</returns>
    /// <exception cref="RnnException">
    /// The errors of the overload without a weight, or the weight is negative or not finite
    /// (<see cref="RnnErrorId.StepWeight"/>). The step is not counted.
    /// </exception>
    public RnnStepLoss? Measure(RnnStep step, double[] target, double weight, RnnStep? row = null) =>
        Measure(step, target, weight, row, CountsMasked);

    /// <summary>Measures the loss of one step against the target with the same number, or with the number that is the lead later.</summary>
    /// <param name="step">The step.</param>
    /// <returns>
    /// The loss of the step; null if the step is masked, or if it has no target. The first step of a run without a target is an
    /// error.
    /// </returns>
    /// <exception cref="RnnException">
    /// The errors of the other overloads; there is no target for the step (<see cref="RnnErrorId.TargetLength"/>); or the targets are
    /// the inputs of the same steps, although the model predicts later ones (<see cref="RnnErrorId.Parameters"/>).
    /// </exception>
    public RnnStepLoss? Measure(RnnStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        Entry entry = Find(step);
        if (entry.Mismatched)
        {
            return null;
        }

        long place = step.Step + (lead ?? 0);
        if (place < entry.Targets!.Count)
        {
            RequireLead(entry, step);
            return Measure(step, entry.Targets[(int)place], weights?[(int)place] ?? 1);
        }

        if (step.Step < entry.Targets.Count)
        {
            return null;
        }

        entry.Mismatched = true;
        throw Mismatch(entry, "at least ");
    }

    /// <summary>Finds the sequences with fewer steps than targets. They get no total.</summary>
    /// <returns>One error per sequence.</returns>
    public IEnumerable<RnnException> Complete()
    {
        foreach (Entry entry in _order.Where(entry => !entry.Mismatched && entry.Length < entry.Targets?.Count))
        {
            entry.Mismatched = true;
            yield return Mismatch(entry, string.Empty);
        }
    }

    /// <summary>
    /// Returns the losses of the sequences so far. A sequence whose steps are all masked has a <see cref="RnnLoss.Count"/> of 0 and no
    /// loss: its <see cref="RnnLoss.Value"/> is NaN.
    /// </summary>
    /// <returns>One loss per sequence, in the order in which the sequences started.</returns>
    public IEnumerable<RnnLoss> Totals() => Measured().Select(
        entry => new RnnLoss(entry.Key, _loss, reduction, [.. entry.Losses], [.. entry.Weights], Accuracy([entry])));

    /// <summary>
    /// Returns the loss over the steps of all sequences of <see cref="Totals"/>, with the text <c>Total</c> as its sequence; null if
    /// there is no sequence.
    /// </summary>
    public RnnLoss? Total()
    {
        Entry[] entries = [.. Measured()];
        return entries.Length == 0 ? null : new RnnLoss(
            nameof(Total), _loss, reduction, [.. entries.SelectMany(entry => entry.Losses)], [.. entries.SelectMany(entry => entry.Weights)], Accuracy(entries));
    }

    private double? Accuracy(Entry[] entries)
    {
        long count = entries.Sum(entry => (long)entry.Losses.Count);
        return _loss.HasClasses && count > 0 ? entries.Sum(entry => entry.Correct) / count : null;
    }

    private RnnStepLoss? Measure(RnnStep step, double[] target, double weight, RnnStep? row, bool countsMasked)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(target);
        Entry entry = Find(step);
        StepWeights.Require(weight, step.Step);
        if (weight == 0 || (step.IsMasked && !countsMasked))
        {
            entry.IsMasked = true;
            return null;
        }

        RnnOutputActivation activation = step.OutputActivation;
        int outputs = step.OutputVector.Length;
        _loss.RequireFits(outputs, activation);
        _loss.RequireTarget(target, outputs, step.Step);
        RnnLink link = step.Link ?? _loss.Link(activation);
        RnnVector? prediction = link == RnnLink.Identity ? null : link.Predict(step.OutputVector);
        ReadOnlySpan<double> read = Read(step, prediction);
        double value = _loss.Evaluate(read, target);
        if (!double.IsFinite(value))
        {
            throw new RnnException(
                RnnErrorId.LossNotFinite,
                FormattableString.Invariant($"The {_loss.Name} of step {step.Step} is {value}, for the output {RnnFormat.Fit(step.Output, 40)} and the target ")
                + $"{RnnFormat.Fit(new RnnVector(target), 40)}: scale the data, so that the difference is smaller. The step was not counted.",
                value);
        }

        if (totals)
        {
            entry.Losses.Add(value);
            entry.Weights.Add(weight);
            entry.Correct += _loss.Accuracy(read, target) ?? 0;
        }

        return new RnnStepLoss(step, prediction, target, value, weight)
        {
            TargetStep = step.Step + (lead ?? step.Lead),
            TargetSource = row?.Source,
        };
    }

    private IEnumerable<Entry> Measured() =>
        _order.Where(entry => totals && !entry.Mismatched && (entry.Losses.Count > 0 || entry.IsMasked));

    // A loss of other values reads the prediction. The losses that train with a link read the output, as in training.
    private ReadOnlySpan<double> Read(RnnStep step, RnnVector? prediction)
    {
        RnnLink link = _loss.Link(step.OutputActivation);
        if (step.Link is not { } trained || trained == link)
        {
            return _loss.ReadsLogits(step.OutputActivation) ? step.Logits() : step.OutputVector.AsSpan();
        }

        return link == RnnLink.Identity ? prediction!.Value.AsSpan() : throw new RnnException(
            RnnErrorId.Loss,
            $"The loss {_loss} reads the output with the link {link}, but the model was trained with the link {trained}: measure it with the loss "
            + "that it was trained with, or with a loss of the values such as MeanSquaredError.",
            _loss);
    }

    private void RequireLead(Entry entry, RnnStep step)
    {
        if (lead is null && step.Lead > 0 && _repeated.Are(step, entry.Targets!))
        {
            entry.Mismatched = true;
            throw new RnnException(
                RnnErrorId.Parameters,
                FormattableString.Invariant($"The targets are the inputs of the same steps, but the model predicts {RnnMessages.Count(step.Lead, "step")} ahead: give ")
                + FormattableString.Invariant($"-Lead {step.Lead} to compare each prediction with the target of the step that it is for, or -Lead 0 to compare it with ")
                + "the target of the step that it was made at.",
                step.Lead);
        }
    }

    private static RnnException Mismatch(Entry entry, string atLeast) => new(
        RnnErrorId.TargetLength,
        FormattableString.Invariant($"Sequence {entry.Key} has {atLeast}{entry.Length} timesteps, but there are ")
        + $"{RnnMessages.Count(entry.Targets!.Count, "target")}: give one target for each timestep. No total was emitted for the sequence.",
        entry.Key);

    private Entry Find(RnnStep step)
    {
        if (!_entries.TryGetValue(step.Run, out Entry? entry))
        {
            _entries.Add(step.Run, entry = new Entry(step.Sequence));
            _order.Add(entry);
            entry.Mismatched = TargetsOf is not null;
            entry.Targets = TargetsOf?.Invoke(_order.Count - 1, step) ?? targets;
            entry.Mismatched = false;
        }

        entry.Length = Math.Max(entry.Length, step.Step + 1);
        return entry;
    }

    private sealed class Entry(object key)
    {
        public object Key { get; } = key;

        public IReadOnlyList<double[]>? Targets { get; set; }

        public List<double> Losses { get; } = [];

        public List<double> Weights { get; } = [];

        // The number of steps whose class is predicted.
        public double Correct { get; set; }

        public long Length { get; set; }

        public bool Mismatched { get; set; }

        // Whether a step has the weight 0.
        public bool IsMasked { get; set; }
    }
}
