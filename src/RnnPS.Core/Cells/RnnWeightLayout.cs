namespace RnnPS;

/// <summary>How the weights of a cell are laid out.</summary>
public enum RnnWeightLayout
{
    /// <summary>As Keras has them: [input × gates·hidden], with the gates i, f, c, o of an LSTM and z, r, h of a GRU.</summary>
    Keras,

    /// <summary>As PyTorch has them: [gates·hidden × input], with the gates i, f, g, o of an LSTM and r, z, n of a GRU.</summary>
    PyTorch,
}
