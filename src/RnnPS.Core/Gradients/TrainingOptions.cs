namespace RnnPS;

/// <summary>What a training pass computes.</summary>
internal sealed record TrainingOptions
{
    /// <summary>The loss of a step.</summary>
    public RnnLossFunction Loss { get; init; } = RnnLossFunction.MeanSquaredError;

    /// <summary>
    /// How the steps' losses become one. Mean is the weighted mean over all steps of all sequences, as PyTorch's
    /// <c>reduction='mean'</c>; Sum is the weighted sum over each sequence's steps, averaged over the sequences.
    /// </summary>
    public RnnReduction Reduction { get; init; } = RnnReduction.Mean;

    /// <summary>The most threads to use; the numbers do not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The chance of <see cref="DropoutMask{T}"/> between layers, from 0 to below 1.</summary>
    public double Dropout { get; init; }

    /// <summary>The seed of dropout.</summary>
    public int Seed { get; init; }

    /// <summary>Whether derivatives with respect to the input are computed, too.</summary>
    public bool InputGradients { get; init; }
}
