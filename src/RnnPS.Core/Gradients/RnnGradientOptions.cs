namespace RnnPS;

/// <summary>The options for computing a gradient.</summary>
public sealed record RnnGradientOptions
{
    /// <summary>The loss function, applied to each step.</summary>
    public RnnLossFunction Loss { get; init; } = RnnLossFunction.MeanSquaredError;

    /// <summary>
    /// How to combine the losses of the steps. Sum adds them over each sequence and averages over the sequences. Mean averages over
    /// all steps of all sequences.
    /// </summary>
    public RnnReduction Reduction { get; init; } = RnnReduction.Sum;

    /// <summary>
    /// The weights of the targets of each sequence, 0 or more. A weight of 0 ignores the target. Null weights all targets equally.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double>>? Weights { get; init; }

    /// <summary>The initial state of each sequence, which does not change; null starts all sequences from zeros.</summary>
    public IReadOnlyList<RnnState>? States { get; init; }

    /// <summary>The floating-point precision to compute with.</summary>
    public RnnPrecision Precision { get; init; } = RnnPrecision.Double;

    /// <summary>The limit of the memory to take for the timesteps of all sequences.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.Free;

    /// <summary>The largest number of threads. The result does not depend on it.</summary>
    public int Threads { get; init; } = 1;
}
