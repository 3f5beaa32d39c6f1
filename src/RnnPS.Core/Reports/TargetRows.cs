namespace RnnPS;

/// <summary>
/// Pairs the prediction of each step with the later step whose row holds its target: the one that comes a lead later in the same run.
/// </summary>
/// <param name="names">The properties of the rows that hold the targets.</param>
/// <param name="lead">
/// The number of steps from a prediction to its target; null for the lead that the model was trained with, 0 if it was not trained.
/// </param>
/// <remarks>Steps are matched by their numbers, so a step that was left out has no prediction and no target.</remarks>
public sealed class TargetRows(IReadOnlyList<string> names, int? lead = null)
{
    // Two sequences can have the same key, so the run identifies them.
    private readonly Dictionary<object, Waiting> _runs = new(ReferenceEqualityComparer.Instance);
    private readonly List<Waiting> _order = [];

    /// <summary>Gets the names of the targets that the model of a step was trained with.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The names.</returns>
    /// <exception cref="RnnException">It was not trained, or its targets had no names (<see cref="RnnErrorId.Parameters"/>).</exception>
    public static IReadOnlyList<string> TrainedNames(RnnStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.TargetNames is { Count: > 0 } names ? names : throw new RnnException(
            RnnErrorId.Parameters,
            "The model of the steps was not trained on columns with names, so their targets are unknown: give the values by -Target, or the columns "
            + "of the rows by -TargetProperty.",
            step);
    }

    /// <summary>Requires that the lead is known: that it was given, or is 0, or belongs to the named targets.</summary>
    /// <param name="step">A step of the model.</param>
    /// <exception cref="RnnException">
    /// The model was trained to predict other targets ahead (<see cref="RnnErrorId.Parameters"/>).
    /// </exception>
    public void RequireLead(RnnStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (lead is null && step.Lead > 0 && step.TargetNames.Count > 0
            && names.FirstOrDefault(name => !step.TargetNames.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } other)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"The model was trained to predict {MessageText.Names(step.TargetNames)} {RnnMessages.Count(step.Lead, "row")} ahead, and it is not "
                + FormattableString.Invariant($"known in which row '{other}' belongs to a prediction: give -Lead {step.Lead} if {other} is in the row that the ")
                + $"prediction is for, or -Lead 0 if {other} is in the row that the prediction was made from.",
                other);
        }
    }

    /// <summary>Requires that the row of a step itself holds the target of the step's prediction.</summary>
    /// <param name="step">The last step of a sequence.</param>
    /// <exception cref="RnnException">The target is in a later row (<see cref="RnnErrorId.SequenceLength"/>).</exception>
    public void RequireOwnRow(RnnStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        int ahead = lead ?? step.Lead;
        if (ahead > 0)
        {
            throw new RnnException(
                RnnErrorId.SequenceLength,
                FormattableString.Invariant($"The last prediction of the sequence is for step {step.Step + ahead}, which has no row: give the targets with -Target, ")
                + "leave -Last out, or give -Lead 0 if the last row holds the target.",
                step);
        }
    }

    /// <summary>Takes a step, and finds the prediction whose target is in its row.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The step that made the prediction; null if there is none.</returns>
    public RnnStep? Match(RnnStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        int ahead = lead ?? step.Lead;
        if (ahead == 0)
        {
            return step;
        }

        if (!_runs.TryGetValue(step.Run, out Waiting? run))
        {
            _runs.Add(step.Run, run = new Waiting(step.Sequence, ahead));
            _order.Add(run);
        }

        run.Steps.Enqueue(step);
        while (run.Steps.Peek().Step + ahead < step.Step)
        {
            run.Steps.Dequeue();
        }

        bool matches = run.Steps.Peek().Step + ahead == step.Step;
        run.HasMatch |= matches;
        return matches ? run.Steps.Dequeue() : null;
    }

    /// <summary>Finds the sequences without a row for any prediction. They have no loss.</summary>
    /// <returns>One error per sequence.</returns>
    public IEnumerable<RnnException> Complete() => _order.Where(run => !run.HasMatch).Select(run => new RnnException(
        RnnErrorId.SequenceLength,
        FormattableString.Invariant($"Sequence {run.Key} has no row that a prediction is for: the model predicts {RnnMessages.Count(run.Lead, "row")} ahead. Give ")
        + "more rows. No loss was emitted for the sequence.",
        run.Key));

    private sealed class Waiting(object key, int lead)
    {
        public object Key { get; } = key;

        public int Lead { get; } = lead;

        public Queue<RnnStep> Steps { get; } = [];

        public bool HasMatch { get; set; }
    }
}
