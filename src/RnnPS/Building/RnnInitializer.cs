namespace RnnPS;

/// <summary>The initializer of random weights.</summary>
public enum RnnInitializer
{
    /// <summary>
    /// Initializes as Keras does. Input and output weights are uniform after Glorot and Bengio, recurrent weights are orthogonal,
    /// and biases are 0, except 1 for an LSTM's forget gate.
    /// </summary>
    Glorot,

    /// <summary>
    /// Initializes as PyTorch does. All weights are uniform in ±1/√(hidden size), with a bias and a recurrent bias in every cell.
    /// These smaller weights learn more slowly, but often generalize better from short series.
    /// </summary>
    Uniform,
}
