namespace RnnPS;

/// <summary>The function behind the output layer's weights.</summary>
public enum RnnOutputActivation
{
    /// <summary>None: for values.</summary>
    Identity,

    /// <summary>1 / (1 + e^−x) for each output: for probabilities of their own.</summary>
    Sigmoid,

    /// <summary>e^x / Σ e^x: for probabilities that add to one.</summary>
    Softmax,
}
