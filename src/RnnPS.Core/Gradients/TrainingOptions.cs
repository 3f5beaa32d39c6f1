namespace RnnPS;

/// <summary>The options of a training pass.</summary>
internal sealed record TrainingOptions
{
    /// <summary>The loss function, applied to each step.</summary>
    public RnnLossFunction Loss { get; init; } = RnnLossFunction.MeanSquaredError;

    /// <summary>
    /// How to combine the losses of the steps. Mean is the weighted mean over all steps of all sequences, like PyTorch's
    /// <c>reduction='mean'</c>. Sum is the weighted sum over each sequence's steps, averaged over the sequences.
    /// </summary>
    public RnnReduction Reduction { get; init; } = RnnReduction.Mean;

    /// <summary>The largest number of threads. The result does not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The dropout rate between layers (see <see cref="DropoutMask{T}"/>), at least 0 and below 1.</summary>
    public double Dropout { get; init; }

    /// <summary>The random seed of dropout.</summary>
    public int Seed { get; init; }

    /// <summary>The limit of the memory to take for the timesteps of a batch.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.Free;

    /// <summary>Whether to keep the derivatives with respect to all parts of the state, such as an LSTM's cell state, at every step.</summary>
    public bool KeepsParts { get; init; }

    /// <summary>Whether to compute derivatives with respect to the input too.</summary>
    public bool InputGradients { get; init; }
}
