namespace RnnPS;

/// <summary>The options of a GRU. The defaults are the same as in Keras and PyTorch.</summary>
public sealed record GruOptions
{
    /// <summary>
    /// Whether the reset gate multiplies the recurrent product, r∘(h·R + b), as in cuDNN, PyTorch and Keras. Otherwise it
    /// multiplies the state, (r∘h)·R + b, as in the paper.
    /// </summary>
    public bool ResetAfter { get; init; } = true;

    /// <summary>The activation function of the gates z and r.</summary>
    public RnnActivationFunction GateActivation { get; init; } = RnnActivation.Sigmoid;

    /// <summary>The activation function of the candidate.</summary>
    public RnnActivationFunction CandidateActivation { get; init; } = RnnActivation.Tanh;

    /// <summary>
    /// The bound that clips the input of each activation to the range −clip to clip; null for no clipping. The derivative is 0 at
    /// and beyond the bounds.
    /// </summary>
    public double? ActivationClip { get; init; }
}
