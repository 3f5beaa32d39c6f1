namespace RnnPS;

/// <summary>Measures the loss of steps as they come, and reduces it over each run of a sequence.</summary>
/// <param name="targets">
/// One target a timestep, which every sequence is held against, matched by the steps' numbers; null where each step brings its
/// own.
/// </param>
/// <param name="totals">Whether to keep each step's loss for <see cref="Totals"/>; without, memory does not grow with the steps.</param>
/// <param name="loss">The loss of a step; null is the mean squared error.</param>
/// <param name="reduction">How the steps' losses become one.</param>
/// <param name="weights">
/// A weight for each of the targets, at least 0, by which its step's loss is multiplied; 0 leaves the step out, as a mask does.
/// Null weighs all alike.
/// </param>
public sealed class LossMeter(
    IReadOnlyList<double[]>? targets = null,
    bool totals = true,
    RnnLossFunction? loss = null,
    RnnReduction reduction = RnnReduction.Sum,
    IReadOnlyList<double>? weights = null)
{
    private readonly RnnLossFunction _loss = loss ?? RnnLossFunction.MeanSquaredError;

    // Two sequences may have the same key; the run that a step came from tells them apart.
    private readonly Dictionary<object, Entry> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly List<Entry> _order = [];

    /// <summary>Measures one step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="target">What should have come out, as the loss takes it.</param>
    /// <returns>The step's loss.</returns>
    /// <exception cref="RnnException">
    /// The loss does not fit the model (<see cref="RnnErrorId.Loss"/>), or the target does not fit the loss, as
    /// <see cref="RnnLossFunction.RequireTarget"/> tells. The step is not counted.
    /// </exception>
    public RnnStepLoss Measure(RnnStep step, double[] target) => Measure(step, target, weight: 1)!;

    /// <summary>Measures one step that has a weight.</summary>
    /// <param name="step">The step.</param>
    /// <param name="target">What should have come out, as the loss takes it; not looked at where the weight is 0.</param>
    /// <param name="weight">What the step's loss is multiplied by, at least 0; 0 leaves the step out.</param>
    /// <returns>The step's loss; null where it is left out.</returns>
    /// <exception cref="RnnException">
    /// As for the overload without a weight, and where the weight is negative or not finite
    /// (<see cref="RnnErrorId.StepWeight"/>). The step is not counted.
    /// </exception>
    public RnnStepLoss? Measure(RnnStep step, double[] target, double weight)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(target);
        Entry entry = Find(step);
        StepWeights.Require(weight, step.Step);
        if (weight == 0)
        {
            return null;
        }

        RnnOutputActivation activation = step.OutputActivation;
        int outputs = step.OutputVector.Length;
        _loss.RequireFits(outputs, activation);
        _loss.RequireTarget(target, outputs, step.Step);
        double value = _loss.Evaluate(
            _loss.ReadsLogits(activation) ? step.Logits() : step.OutputVector.AsSpan(), target);
        if (totals)
        {
            entry.Losses.Add(value);
            entry.Weights.Add(weight);
        }

        return new RnnStepLoss(step, target, value, weight);
    }

    /// <summary>Measures one step against the target of its number.</summary>
    /// <param name="step">The step.</param>
    /// <returns>
    /// The step's loss; null where it is left out, and where there are fewer targets than steps, which is an error the first time.
    /// </returns>
    /// <exception cref="RnnException">As for the other overload, and where the targets have come to their end.</exception>
    public RnnStepLoss? Measure(RnnStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        Entry entry = Find(step);
        if (step.Step < targets!.Count)
        {
            return Measure(step, targets[(int)step.Step], weights?[(int)step.Step] ?? 1);
        }

        if (entry.Mismatched)
        {
            return null;
        }

        entry.Mismatched = true;
        throw Mismatch(entry, "at least ");
    }

    /// <summary>Finds the sequences that have fewer steps than there are targets; they get no total.</summary>
    /// <returns>An error for each.</returns>
    public IEnumerable<RnnException> Complete()
    {
        foreach (Entry entry in _order.Where(entry => entry.Length < targets?.Count))
        {
            entry.Mismatched = true;
            yield return Mismatch(entry, string.Empty);
        }
    }

    /// <summary>The totals so far.</summary>
    /// <returns>One loss a sequence, in the order in which the sequences came.</returns>
    public IEnumerable<RnnLoss> Totals() => _order
        .Where(entry => !entry.Mismatched && entry.Losses.Count > 0)
        .Select(entry => new RnnLoss(entry.Key, _loss, reduction, [.. entry.Losses], [.. entry.Weights]));

    private RnnException Mismatch(Entry entry, string atLeast) => new(
        RnnErrorId.TargetLength,
        FormattableString.Invariant($"Sequence {entry.Key} has {atLeast}{entry.Length} timesteps, and there are ")
        + $"{RnnMessages.Count(targets!.Count, "target")}: give one target for each timestep. No total was emitted for the sequence.",
        entry.Key);

    private Entry Find(RnnStep step)
    {
        if (!_entries.TryGetValue(step.Run, out Entry? entry))
        {
            _entries.Add(step.Run, entry = new Entry(step.Sequence));
            _order.Add(entry);
        }

        entry.Length = Math.Max(entry.Length, step.Step + 1);
        return entry;
    }

    private sealed class Entry(object key)
    {
        public object Key { get; } = key;

        public List<double> Losses { get; } = [];

        public List<double> Weights { get; } = [];

        public long Length { get; set; }

        public bool Mismatched { get; set; }
    }
}
