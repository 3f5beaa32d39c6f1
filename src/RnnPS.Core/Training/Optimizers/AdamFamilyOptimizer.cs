namespace RnnPS;

/// <summary>What <see cref="AdamOptimizer"/> and <see cref="AdamWOptimizer"/> share: all but what the weight decay is a part of.</summary>
public abstract record AdamFamilyOptimizer : RnnOptimizer
{
    private protected AdamFamilyOptimizer()
        : base(learningRate: 1e-3)
    {
    }

    /// <summary>β₁, the share of the running mean that is kept, from 0 up to but not 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the share of the running mean of squares that is kept, from 0 up to but not 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the quotient finite; 0 or more.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether the weight decay shrinks the weights, and is no part of the gradient.</summary>
    private protected abstract bool DecoupledDecay { get; }

    internal override void RequireValid()
    {
        base.RequireValid();
        NumberRules.Fraction(Beta1, nameof(Beta1));
        NumberRules.Fraction(Beta2, nameof(Beta2));
        NumberRules.NotNegative(Epsilon, nameof(Epsilon));
    }

    internal override Optimizer<T> Create<T>(IReadOnlyList<int> lengths) =>
        new AdamUpdate<T>(new AdamConstants(Beta1, Beta2, Epsilon, WeightDecay, DecoupledDecay), lengths);
}
