namespace RnnPS;

/// <summary>The loss of a batch, in a form that can be added up over batches.</summary>
/// <param name="Total">The sum of the loss of each step, multiplied by its weight.</param>
/// <param name="Weight">The sum of the weights.</param>
/// <param name="Sequences">The number of sequences.</param>
/// <param name="Correct">The number of targets whose class the output predicts.</param>
/// <param name="Classified">The number of targets that are classes; 0 if the targets are not classes.</param>
internal readonly record struct TrainingLoss(double Total, double Weight, int Sequences, double Correct = 0, long Classified = 0)
{
    /// <summary>Adds the losses of two batches.</summary>
    public static TrainingLoss operator +(TrainingLoss a, TrainingLoss b) =>
        new(a.Total + b.Total, a.Weight + b.Weight, a.Sequences + b.Sequences, a.Correct + b.Correct, a.Classified + b.Classified);

    /// <summary>The fraction of the targets whose class the output predicts; null if no target is a class.</summary>
    public double? Accuracy => Classified == 0 ? null : Correct / Classified;

    /// <summary>The reduced loss; 0 for an empty batch.</summary>
    public double Value(RnnReduction reduction) => Total * Scale(reduction);

    /// <summary>The factor of a step's weighted loss in the reduced loss.</summary>
    public double Scale(RnnReduction reduction) => reduction == RnnReduction.Mean
        ? Weight > 0 ? 1 / Weight : 0
        : Sequences > 0 ? 1.0 / Sequences : 0;
}
