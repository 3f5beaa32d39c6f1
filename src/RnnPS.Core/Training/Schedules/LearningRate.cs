namespace RnnPS;

/// <summary>The state of a schedule: the learning rate and what it has observed of previous epochs.</summary>
/// <param name="initial">The initial learning rate.</param>
internal sealed class LearningRate(double initial)
{
    /// <summary>The initial learning rate.</summary>
    public double Initial { get; } = initial;

    /// <summary>The learning rate after the reductions of a <see cref="PlateauSchedule"/>.</summary>
    public double Current { get; set; } = initial;

    /// <summary>The lowest loss observed so far.</summary>
    public double Best { get; set; } = double.PositiveInfinity;

    /// <summary>The number of epochs in a row that did not improve on <see cref="Best"/>.</summary>
    public int BadEpochs { get; set; }

    /// <summary>The number of epochs left in the cooldown after a reduction.</summary>
    public int Cooldown { get; set; }
}
