namespace RnnPS;

/// <summary>The function that turns a pre-activation into a state.</summary>
public enum RnnActivation
{
    /// <summary>tanh(x): between −1 and 1.</summary>
    Tanh,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>1 / (1 + e^−x): between 0 and 1.</summary>
    Sigmoid,

    /// <summary>x itself: a linear cell.</summary>
    Identity,
}
