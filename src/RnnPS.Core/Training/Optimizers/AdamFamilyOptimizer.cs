namespace RnnPS;

/// <summary>
/// The base of <see cref="AdamOptimizer"/> and <see cref="AdamWOptimizer"/>, which differ only in how they apply the weight decay.
/// </summary>
public abstract record AdamFamilyOptimizer : RnnOptimizer
{
    private protected AdamFamilyOptimizer()
    {
    }

    /// <summary>β₁, the decay rate of the running mean of gradients; at least 0 and below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the decay rate of the running mean of squared gradients; at least 0 and below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which prevents division by zero; 0 or more.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether the weight decay shrinks the weights directly instead of adding to the gradient.</summary>
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
