namespace RnnPS;

/// <summary>The loss of a batch, with what it takes to join batches.</summary>
/// <param name="Total">The sum of all steps' losses, each times its weight.</param>
/// <param name="Weight">The sum of the weights.</param>
/// <param name="Sequences">How many sequences.</param>
internal readonly record struct TrainingLoss(double Total, double Weight, int Sequences)
{
    /// <summary>The losses of two batches together.</summary>
    public static TrainingLoss operator +(TrainingLoss a, TrainingLoss b) =>
        new(a.Total + b.Total, a.Weight + b.Weight, a.Sequences + b.Sequences);

    /// <summary>The loss, as the reduction has it; 0 of nothing.</summary>
    public double Value(RnnReduction reduction) => Total * Scale(reduction);

    /// <summary>What a step's weighted loss counts for in the loss.</summary>
    public double Scale(RnnReduction reduction) => reduction == RnnReduction.Mean
        ? Weight > 0 ? 1 / Weight : 0
        : Sequences > 0 ? 1.0 / Sequences : 0;
}
