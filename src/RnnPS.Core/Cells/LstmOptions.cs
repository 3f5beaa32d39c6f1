namespace RnnPS;

/// <summary>What an LSTM may have beyond the common form; the defaults are the common form.</summary>
public sealed record LstmOptions
{
    /// <summary>
    /// Weights from the cell state to the gates i, f, o (Gers and Schmidhuber 2000, "Recurrent nets that time and count"),
    /// [3·hidden]; with coupled gates those of i and o, [2·hidden]. Null for none. The forms of i and f see c(t−1), that of
    /// o sees c(t).
    /// </summary>
    public RnnVector? Peepholes { get; init; }

    /// <summary>
    /// The projection of Sak et al. (2014), "Long short-term memory based recurrent neural network architectures": the
    /// state h is (o∘h(c))·ProjectionWeights, [hidden × projection]; PyTorch calls its width <c>proj_size</c>. Null for none.
    /// </summary>
    public RnnMatrix? ProjectionWeights { get; init; }

    /// <summary>
    /// Whether the forget gate is 1 − i (ONNX <c>input_forget</c>): the weights then have three gates, i, c, o, not four.
    /// </summary>
    public bool Coupled { get; init; }

    /// <summary>The function of the gates i, f and o.</summary>
    public RnnActivationFunction GateActivation { get; init; } = RnnActivation.Sigmoid;

    /// <summary>The function of the candidate.</summary>
    public RnnActivationFunction CandidateActivation { get; init; } = RnnActivation.Tanh;

    /// <summary>The function of the cell state, before the output gate.</summary>
    public RnnActivationFunction CellStateActivation { get; init; } = RnnActivation.Tanh;

    /// <summary>
    /// Cuts what enters an activation to between −clip and clip; null cuts nothing. The derivative at the bounds is 0, as beyond them.
    /// </summary>
    public double? ActivationClip { get; init; }
}
