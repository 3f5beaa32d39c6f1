namespace RnnPS;

/// <summary>The options of an LSTM. The defaults give the standard LSTM.</summary>
public sealed record LstmOptions
{
    /// <summary>
    /// The peephole weights from the cell state to the gates i, f, o (Gers and Schmidhuber 2000, "Recurrent nets that time and
    /// count"), [3·hidden]. With coupled gates: i, o, [2·hidden]. Null for none. The gates i and f read c(t−1), the gate o reads
    /// c(t).
    /// </summary>
    public RnnVector? Peepholes { get; init; }

    /// <summary>
    /// The projection weights, [hidden × projection] (Sak et al. 2014, "Long short-term memory based recurrent neural network
    /// architectures"). The hidden state becomes (o∘tanh(c))·ProjectionWeights. PyTorch calls its size <c>proj_size</c>. Null for
    /// none.
    /// </summary>
    public RnnMatrix? ProjectionWeights { get; init; }

    /// <summary>
    /// Whether the forget gate is coupled to the input gate: f = 1 − i (ONNX <c>input_forget</c>). Then the weights have the three
    /// gates i, c, o.
    /// </summary>
    public bool Coupled { get; init; }

    /// <summary>The activation function of the gates i, f and o.</summary>
    public RnnActivationFunction GateActivation { get; init; } = RnnActivation.Sigmoid;

    /// <summary>The activation function of the candidate.</summary>
    public RnnActivationFunction CandidateActivation { get; init; } = RnnActivation.Tanh;

    /// <summary>The activation function of the cell state, applied before the output gate.</summary>
    public RnnActivationFunction CellStateActivation { get; init; } = RnnActivation.Tanh;

    /// <summary>
    /// The bound that clips the input of each activation to the range −clip to clip; null for no clipping. The derivative is 0 at
    /// and beyond the bounds.
    /// </summary>
    public double? ActivationClip { get; init; }
}
