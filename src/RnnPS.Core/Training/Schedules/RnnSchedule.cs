namespace RnnPS;

/// <summary>How the learning rate changes from epoch to epoch.</summary>
public abstract record RnnSchedule
{
    private protected RnnSchedule()
    {
    }

    /// <summary>The schedule's name, as <c>Cosine</c>.</summary>
    internal abstract string Name { get; }

    /// <summary>Requires that all constants are in their ranges.</summary>
    /// <exception cref="RnnException">One is not (<see cref="RnnErrorId.TrainingOption"/>).</exception>
    internal virtual void RequireValid()
    {
    }

    /// <summary>The learning rate of an epoch.</summary>
    /// <param name="rate">What is known of the epochs before.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="epochs">How many there will be.</param>
    internal abstract double Rate(LearningRate rate, int epoch, int epochs);

    /// <summary>Takes note of an epoch's loss; only a schedule that waits for it does.</summary>
    internal virtual void Observe(LearningRate rate, double loss)
    {
    }
}
