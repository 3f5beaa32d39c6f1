namespace RnnPS;

/// <summary>
/// The functions that turn pre-activations into gates and states: the list of ONNX's recurrent operators.
/// </summary>
/// <remarks>
/// Where a function bends, backpropagation takes the derivative of one side: that which PyTorch takes, where it has the function.
/// </remarks>
public enum RnnActivation
{
    /// <summary>tanh(x): between −1 and 1.</summary>
    Tanh,

    /// <summary>max(0, x); the derivative at 0 is 0.</summary>
    Relu,

    /// <summary>1 / (1 + e^−x): between 0 and 1.</summary>
    Sigmoid,

    /// <summary>x itself: a linear cell. ONNX writes it as Affine with α = 1 and β = 0.</summary>
    Identity,

    /// <summary>x where x ≥ 0, else α·x; the derivative at 0 is α.</summary>
    LeakyRelu,

    /// <summary>x where x ≥ α, else 0; the derivative at α, where it jumps, is 1.</summary>
    ThresholdedRelu,

    /// <summary>α·x + β, cut to between 0 and 1; the derivative at both corners is 0.</summary>
    HardSigmoid,

    /// <summary>x where x ≥ 0, else α·(e^x − 1); the derivative at 0 is α.</summary>
    Elu,

    /// <summary>x / (1 + |x|): between −1 and 1.</summary>
    Softsign,

    /// <summary>log(1 + e^x).</summary>
    Softplus,

    /// <summary>α·tanh(β·x).</summary>
    ScaledTanh,

    /// <summary>α·x + β.</summary>
    Affine,
}
