namespace RnnPS;

/// <summary>How weights are drawn.</summary>
public enum RnnInitializer
{
    /// <summary>
    /// As Keras: input and output weights uniform after Glorot and Bengio, recurrent weights orthogonal, biases 0, but an LSTM's
    /// forget gates 1.
    /// </summary>
    Glorot,

    /// <summary>
    /// As PyTorch: everything uniform in ±1/√(hidden size), with a bias and a recurrent bias in every cell. Smaller weights learn more
    /// slowly, and from short series often what holds beyond them.
    /// </summary>
    Uniform,
}
