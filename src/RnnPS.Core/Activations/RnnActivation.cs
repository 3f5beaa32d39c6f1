namespace RnnPS;

/// <summary>
/// The activation functions of gates and states, as defined by the recurrent operators of ONNX.
/// </summary>
/// <remarks>
/// At a point where a function has no derivative, backpropagation uses the value that PyTorch uses, if PyTorch has the function.
/// </remarks>
public enum RnnActivation
{
    /// <summary>tanh(x), between −1 and 1.</summary>
    Tanh,

    /// <summary>max(0, x). The derivative at 0 is 0.</summary>
    Relu,

    /// <summary>1 / (1 + e^−x), between 0 and 1.</summary>
    Sigmoid,

    /// <summary>x, for a linear cell. ONNX represents it as Affine with α = 1 and β = 0.</summary>
    Identity,

    /// <summary>x if x ≥ 0, otherwise α·x. The derivative at 0 is α.</summary>
    LeakyRelu,

    /// <summary>x if x ≥ α, otherwise 0. The derivative at the jump at α is 1.</summary>
    ThresholdedRelu,

    /// <summary>α·x + β, clipped to the range 0 to 1. The derivative at both corners is 0.</summary>
    HardSigmoid,

    /// <summary>x if x ≥ 0, otherwise α·(e^x − 1). The derivative at 0 is α.</summary>
    Elu,

    /// <summary>x / (1 + |x|), between −1 and 1.</summary>
    Softsign,

    /// <summary>log(1 + e^x).</summary>
    Softplus,

    /// <summary>α·tanh(β·x).</summary>
    ScaledTanh,

    /// <summary>α·x + β.</summary>
    Affine,
}
