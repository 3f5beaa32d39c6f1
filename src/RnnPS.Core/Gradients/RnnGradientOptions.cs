namespace RnnPS;

/// <summary>Which loss a gradient is of, and how it is computed.</summary>
public sealed record RnnGradientOptions
{
    /// <summary>The loss of a step.</summary>
    public RnnLossFunction Loss { get; init; } = RnnLossFunction.MeanSquaredError;

    /// <summary>
    /// How the steps' losses become one: their sum over each sequence, averaged over the sequences; or their mean over all steps of
    /// all sequences.
    /// </summary>
    public RnnReduction Reduction { get; init; } = RnnReduction.Sum;

    /// <summary>
    /// For each sequence a weight for each of its targets, at least 0; 0 leaves a target out. Null weighs all alike.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double>>? Weights { get; init; }

    /// <summary>For each sequence the state that it starts from, which is not changed; null starts all from zeros.</summary>
    public IReadOnlyList<RnnState>? States { get; init; }

    /// <summary>What the gradient is computed with.</summary>
    public RnnPrecision Precision { get; init; } = RnnPrecision.Double;

    /// <summary>The most threads to use; the numbers do not depend on it.</summary>
    public int Threads { get; init; } = 1;
}
