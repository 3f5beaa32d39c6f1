namespace RnnPS;

/// <summary>A learning rate in the course of training: what a schedule knows of the epochs before.</summary>
/// <param name="initial">The learning rate to start from.</param>
internal sealed class LearningRate(double initial)
{
    /// <summary>The learning rate to start from.</summary>
    public double Initial { get; } = initial;

    /// <summary>What a schedule that waits has made of it.</summary>
    public double Current { get; set; } = initial;

    /// <summary>The lowest loss so far.</summary>
    public double Best { get; set; } = double.PositiveInfinity;

    /// <summary>How many epochs in a row were not better than it.</summary>
    public int BadEpochs { get; set; }

    /// <summary>How many epochs are still not counted after a reduction.</summary>
    public int Cooldown { get; set; }
}
