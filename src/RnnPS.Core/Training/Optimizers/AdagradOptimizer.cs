using System.Numerics;

namespace RnnPS;

/// <summary>
/// Adagrad (Duchi et al. 2011, "Adaptive subgradient methods for online learning and stochastic optimization"):
/// <c>s ← s + g²</c>, <c>w ← w − η·g / (√s + ε)</c>. Equals <c>torch.optim.Adagrad</c>.
/// </summary>
public sealed record AdagradOptimizer : RnnOptimizer
{
    /// <summary>ε, which prevents division by zero; 0 or more.</summary>
    public double Epsilon { get; init; } = 1e-10;

    /// <summary>The decay of the learning rate, 0 or more: step t uses η / (1 + (t − 1)·decay).</summary>
    public double LearningRateDecay { get; init; }

    /// <inheritdoc/>
    public override string Name => "Adagrad";

    internal override void RequireValid()
    {
        base.RequireValid();
        NumberRules.NotNegative(Epsilon, nameof(Epsilon));
        NumberRules.NotNegative(LearningRateDecay, nameof(LearningRateDecay));
    }

    internal override Optimizer<T> Create<T>(IReadOnlyList<int> lengths) => new AtWork<T>(this, lengths);

    private sealed class AtWork<T>(AdagradOptimizer options, IReadOnlyList<int> lengths) : Optimizer<T>(lengths, true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        protected override void Update(Span<T> parameters, ReadOnlySpan<T> gradients, ArrayRange place, double learningRate)
        {
            double rate = learningRate / (1 + ((Steps - 1) * options.LearningRateDecay));
            Apply(new Rule(Lanes(rate), Lanes(options.WeightDecay), Lanes(options.Epsilon)), parameters, gradients, place);
        }

        private readonly struct Rule(Vector<T> rate, Vector<T> decay, Vector<T> epsilon) : IUpdateRule<T>
        {
            public void Apply(ref Vector<T> weight, Vector<T> gradient, ref KeptArray<T> kept)
            {
                gradient += decay * weight;
                kept.First += gradient * gradient;
                weight -= rate * (gradient / (Vector.SquareRoot(kept.First) + epsilon));
            }
        }
    }
}
