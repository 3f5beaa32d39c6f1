namespace RnnPS;

/// <summary>Describes how the gradient of a loss changes in the backward pass through one cell, over one sequence.</summary>
/// <remarks>
/// From one step to the previous one, backpropagation multiplies a gradient by the Jacobian of the state. The Jacobian contains
/// the recurrent weights and the slopes of the activations. Many such factors make the gradient vanish or explode (Hochreiter
/// 1991; Bengio, Simard and Frasconi 1994, "Learning long-term dependencies with gradient descent is difficult"). The gates of an
/// LSTM or a GRU keep a path on which the factor can stay near 1.
/// </remarks>
public sealed class RnnGradient
{
    private readonly GradientDecay _decay;

    internal RnnGradient(
        RnnCell cell,
        IReadOnlyList<RnnGradientStep> steps,
        bool isUntrained,
        GradientDecay decay,
        double loss,
        IReadOnlyList<RnnSpectrum> recurrent)
    {
        RnnGradientStep first = steps[0];
        Sequence = first.Sequence;
        Layer = first.Layer;
        Direction = first.Direction;
        Kind = cell.Kind;
        Loss = loss;
        IsUntrained = isUntrained;
        Steps = new RnnList<RnnGradientStep>([.. steps]);
        Recurrent = recurrent;
        _decay = decay;
    }

    /// <summary>The key of the sequence; 0 for input that has none.</summary>
    public object Sequence { get; }

    /// <summary>The zero-based index of the layer.</summary>
    public int Layer { get; }

    /// <summary>The order in which the cell reads: Forward or Reverse.</summary>
    public RnnDirection Direction { get; }

    /// <summary>The kind of the cell.</summary>
    public string Kind { get; }

    /// <summary>The loss of the sequence.</summary>
    public double Loss { get; }

    /// <summary>
    /// The factor by which the norm changes from one step to the previous one, from a straight line fitted to the logarithms of
    /// <see cref="RnnGradientStep.FromEnd"/>, for an LSTM of <see cref="RnnGradientStep.CellStateFromEnd"/>; NaN for fewer than three steps.
    /// </summary>
    public double Factor => _decay.Factor;

    /// <summary>Whether the weights were drawn at random and not trained. Training changes how a gradient passes through a cell.</summary>
    public bool IsUntrained { get; }

    /// <summary>Whether the gradient vanishes, holds or explodes; Unknown for fewer than three steps.</summary>
    public RnnGradientTrend Trend => _decay.Trend;

    /// <summary>The trend in words, such as <c>vanishes: after 15 steps 1 % of the gradient is left</c>.</summary>
    public string Verdict => _decay.Words;

    /// <summary>
    /// The largest |eigenvalue| of the recurrent weights. For a gated cell, it is measured on the weights of the candidate.
    /// </summary>
    public double SpectralRadius => Main.SpectralRadius;

    /// <summary>
    /// The largest singular value of the same weights. In a plain cell with tanh, a value below 1 makes gradients vanish.
    /// </summary>
    public double LargestSingularValue => Main.LargestSingularValue;

    /// <summary>The spectral radius and the largest singular value for each gate.</summary>
    public IReadOnlyList<RnnSpectrum> Recurrent { get; }

    /// <summary>The gradient norms of each timestep, in time order, without masked timesteps.</summary>
    public IReadOnlyList<RnnGradientStep> Steps { get; }

    private RnnSpectrum Main => Recurrent.FirstOrDefault(spectrum => spectrum.Gate == nameof(LstmStep.Candidate)) ?? Recurrent[0];

    /// <summary>Formats the sequence, the cell and the verdict as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => FormattableString.Invariant($"{Sequence}, layer {Layer} {Direction} ({Kind}): {Verdict}");
}
