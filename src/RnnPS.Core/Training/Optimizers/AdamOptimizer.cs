namespace RnnPS;

/// <summary>
/// Adam (Kingma and Ba 2015, "Adam: a method for stochastic optimization"): <c>m ← β₁·m + (1 − β₁)·g</c>,
/// <c>v ← β₂·v + (1 − β₂)·g²</c>, both corrected for their start from 0, <c>w ← w − η·m̂ / (√v̂ + ε)</c>. As
/// <c>torch.optim.Adam</c>.
/// </summary>
public sealed record AdamOptimizer() : RnnOptimizer(learningRate: 1e-3)
{
    /// <summary>β₁, the share of the running mean that is kept, from 0 up to but not 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the share of the running mean of squares that is kept, from 0 up to but not 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the quotient finite; 0 or more.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override string Name => "Adam";

    internal override void RequireValid()
    {
        base.RequireValid();
        TrainingRules.Fraction(Beta1, nameof(Beta1));
        TrainingRules.Fraction(Beta2, nameof(Beta2));
        TrainingRules.NotNegative(Epsilon, nameof(Epsilon));
    }

    internal override Optimizer<T> Create<T>(IReadOnlyList<int> lengths) =>
        new AdamUpdate<T>(new AdamConstants(Beta1, Beta2, Epsilon, WeightDecay, DecoupledDecay: false), lengths);
}
