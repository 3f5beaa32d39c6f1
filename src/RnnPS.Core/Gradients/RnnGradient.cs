namespace RnnPS;

/// <summary>What becomes of the gradient of a loss on its way back through one cell of a model, over one sequence.</summary>
/// <remarks>
/// From one step to the step before, a gradient is multiplied by the Jacobian of the state, which holds the recurrent weights and
/// the slopes of the activations. Many such factors make it vanish or explode (Hochreiter 1991; Bengio, Simard and Frasconi 1994,
/// "Learning long-term dependencies with gradient descent is difficult"). Gates keep a way open on which the factor can be near 1.
/// </remarks>
public sealed class RnnGradient
{
    private readonly GradientDecay _decay;

    internal RnnGradient(
        RnnCell cell, IReadOnlyList<RnnGradientStep> steps, GradientDecay decay, double loss, IReadOnlyList<RnnSpectrum> recurrent)
    {
        RnnGradientStep first = steps[0];
        Sequence = first.Sequence;
        Layer = first.Layer;
        Direction = first.Direction;
        Kind = cell.Kind;
        Loss = loss;
        Steps = new RnnList<RnnGradientStep>([.. steps]);
        Recurrent = recurrent;
        _decay = decay;
    }

    /// <summary>The key of the sequence; 0 for input that has none.</summary>
    public object Sequence { get; }

    /// <summary>The layer, from 0.</summary>
    public int Layer { get; }

    /// <summary>The order in which the cell reads: Forward or Reverse.</summary>
    public RnnDirection Direction { get; }

    /// <summary>The kind of the cell.</summary>
    public string Kind { get; }

    /// <summary>The loss of the sequence.</summary>
    public double Loss { get; }

    /// <summary>
    /// By what the norm is multiplied from one step to the step before it, as the straight line through the logarithms of the
    /// steps' <see cref="RnnGradientStep.FromEnd"/> has it; NaN for one step.
    /// </summary>
    public double Factor => _decay.Factor;

    /// <summary>Whether it vanishes, holds or explodes.</summary>
    public RnnGradientTrend Trend => _decay.Trend;

    /// <summary>The same in words, as <c>vanishes, ×0.72 a step: 1 % after 15 steps</c>.</summary>
    public string Verdict => _decay.Verdict;

    /// <summary>
    /// The largest |eigenvalue| of the recurrent weights; of a gated cell, those of the candidate, which are what a plain cell has.
    /// </summary>
    public double SpectralRadius => Main.SpectralRadius;

    /// <summary>The largest singular value of the same weights: with tanh, no gradient can grow where it is below 1.</summary>
    public double LargestSingularValue => Main.LargestSingularValue;

    /// <summary>Both measures for each gate.</summary>
    public IReadOnlyList<RnnSpectrum> Recurrent { get; }

    /// <summary>The norms of each step, in the order of time. Masked steps have none.</summary>
    public IReadOnlyList<RnnGradientStep> Steps { get; }

    private RnnSpectrum Main => Recurrent.FirstOrDefault(spectrum => spectrum.Gate == nameof(LstmStep.Candidate)) ?? Recurrent[0];

    /// <summary>The place and the verdict in one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => FormattableString.Invariant($"{Sequence}, layer {Layer} {Direction} ({Kind}): {Verdict}");
}
