namespace RnnPS;

/// <summary>The activation function of the output layer.</summary>
public enum RnnOutputActivation
{
    /// <summary>No activation, for regression.</summary>
    Identity,

    /// <summary>1 / (1 + e^−x) for each output, for independent probabilities.</summary>
    Sigmoid,

    /// <summary>e^x / Σ e^x, for a probability distribution over classes.</summary>
    Softmax,
}
