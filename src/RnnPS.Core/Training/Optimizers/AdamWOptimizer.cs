namespace RnnPS;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019, "Decoupled weight decay regularization"): <see cref="AdamOptimizer"/> with a weight decay
/// that is no part of the gradient, <c>w ← (1 − η·λ)·w</c> before the step. As <c>torch.optim.AdamW</c>.
/// </summary>
public sealed record AdamWOptimizer : RnnOptimizer
{
    /// <summary>PyTorch's constants: a learning rate of 0.001 and a weight decay of 0.01.</summary>
    public AdamWOptimizer()
        : base(learningRate: 1e-3) => WeightDecay = 1e-2;

    /// <summary>β₁, the share of the running mean that is kept, from 0 up to but not 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the share of the running mean of squares that is kept, from 0 up to but not 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the quotient finite; 0 or more.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override string Name => "AdamW";

    internal override void RequireValid()
    {
        base.RequireValid();
        TrainingRules.Fraction(Beta1, nameof(Beta1));
        TrainingRules.Fraction(Beta2, nameof(Beta2));
        TrainingRules.NotNegative(Epsilon, nameof(Epsilon));
    }

    internal override Optimizer<T> Create<T>(IReadOnlyList<int> lengths) =>
        new AdamUpdate<T>(new AdamConstants(Beta1, Beta2, Epsilon, WeightDecay, DecoupledDecay: true), lengths);
}
