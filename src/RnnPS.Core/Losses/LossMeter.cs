namespace RnnPS;

/// <summary>Measures the loss of steps as they come, and sums it over each run of a sequence.</summary>
/// <param name="targets">
/// One target a timestep, which every sequence is held against, matched by the steps' numbers; null where each step brings its
/// own.
/// </param>
/// <param name="totals">Whether to keep each step's loss for <see cref="Totals"/>; without, memory does not grow with the steps.</param>
public sealed class LossMeter(IReadOnlyList<double[]>? targets = null, bool totals = true)
{
    // Two sequences may have the same key; the run that a step came from tells them apart.
    private readonly Dictionary<object, Entry> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly List<Entry> _order = [];

    /// <summary>Measures one step: the mean over the output's components of (output − target)².</summary>
    /// <param name="step">The step.</param>
    /// <param name="target">One finite number for each component of the output.</param>
    /// <returns>The step's loss.</returns>
    /// <exception cref="RnnException">
    /// Another length (<see cref="RnnErrorId.TargetLength"/>), a missing target
    /// (<see cref="RnnErrorId.MissingValue"/>) or an infinite one (<see cref="RnnErrorId.NotFinite"/>). The step is not counted.
    /// </exception>
    public RnnStepLoss Measure(RnnStep step, double[] target)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(target);
        Entry entry = Find(step);
        RequireValid(step, target);
        double sum = 0;
        for (int i = 0; i < target.Length; i++)
        {
            double difference = step.OutputVector[i] - target[i];
            sum += difference * difference;
        }

        var loss = new RnnStepLoss(step, target, sum / target.Length);
        if (totals)
        {
            entry.Losses.Add(loss.Loss);
        }

        return loss;
    }

    /// <summary>Measures one step against the target of its number.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The step's loss; null where there are fewer targets than steps, which is an error the first time.</returns>
    /// <exception cref="RnnException">As for the other overload, and where the targets have come to their end.</exception>
    public RnnStepLoss? Measure(RnnStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        Entry entry = Find(step);
        if (step.Step < targets!.Count)
        {
            return Measure(step, targets[(int)step.Step]);
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
        .Select(entry => new RnnLoss(entry.Key, [.. entry.Losses]));

    private static void RequireValid(RnnStep step, double[] target)
    {
        if (target.Length != step.OutputVector.Length)
        {
            throw new RnnException(
                RnnErrorId.TargetLength,
                $"The target {new RnnVector(target)} of step {step.Step} has {target.Length} numbers: the output has "
                + $"{step.OutputVector.Length}. Give one target for each component of the output.",
                target);
        }

        foreach (double value in target)
        {
            if (double.IsNaN(value))
            {
                throw new RnnException(
                    RnnErrorId.MissingValue,
                    $"The target of step {step.Step} is missing (an empty field or NaN): fill it in, or leave the step out.",
                    target);
            }

            if (double.IsInfinity(value))
            {
                throw new RnnException(RnnErrorId.NotFinite, RnnMessages.NotFinite(value), target);
            }
        }
    }

    private RnnException Mismatch(Entry entry, string atLeast) => new(
        RnnErrorId.TargetLength,
        FormattableString.Invariant($"Sequence {entry.Key} has {atLeast}{entry.Length} timesteps, and there are {targets!.Count} ")
        + "targets: give one target for each timestep. No total was emitted for the sequence.",
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

        public long Length { get; set; }

        public bool Mismatched { get; set; }
    }
}
