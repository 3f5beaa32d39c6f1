namespace RnnPS;

/// <summary>The forms of a GRU; the defaults are those of Keras and PyTorch.</summary>
public sealed record GruOptions
{
    /// <summary>
    /// Whether the reset gate meets the recurrent product, r∘(h·R + b), as in cuDNN, PyTorch and Keras; else it meets the
    /// state, (r∘h)·R + b, as in the paper.
    /// </summary>
    public bool ResetAfter { get; init; } = true;

    /// <summary>The function of the gates z and r.</summary>
    public RnnActivationFunction GateActivation { get; init; } = RnnActivation.Sigmoid;

    /// <summary>The function of the candidate.</summary>
    public RnnActivationFunction CandidateActivation { get; init; } = RnnActivation.Tanh;

    /// <summary>
    /// Cuts what enters an activation to between −clip and clip; null cuts nothing. The derivative at the bounds is 0, as beyond them.
    /// </summary>
    public double? ActivationClip { get; init; }
}
