using System.Numerics;

namespace RnnPS;

/// <summary>
/// RMSprop (Tieleman and Hinton 2012, lecture 6.5 of "Neural networks for machine learning"): <c>v ← α·v + (1 − α)·g²</c>,
/// <c>w ← w − η·g / (√v + ε)</c>. Equals <c>torch.optim.RMSprop</c>.
/// </summary>
public sealed record RmsPropOptimizer : RnnOptimizer
{
    /// <summary>α, the decay rate of the running mean of squared gradients; at least 0 and below 1.</summary>
    public double Alpha { get; init; } = 0.99;

    /// <summary>ε, which prevents division by zero; 0 or more.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The momentum of the update, at least 0 and below 1.</summary>
    public double Momentum { get; init; }

    /// <summary>
    /// Whether to divide by the gradient's standard deviation instead of its root mean square (Graves 2013, "Generating sequences
    /// with recurrent neural networks").
    /// </summary>
    public bool Centered { get; init; }

    /// <inheritdoc/>
    public override string Name => "RmsProp";

    internal override void RequireValid()
    {
        base.RequireValid();
        NumberRules.Fraction(Alpha, nameof(Alpha));
        NumberRules.NotNegative(Epsilon, nameof(Epsilon));
        NumberRules.Fraction(Momentum, nameof(Momentum));
    }

    internal override Optimizer<T> Create<T>(IReadOnlyList<int> lengths) => new AtWork<T>(this, lengths);

    private sealed class AtWork<T>(RmsPropOptimizer options, IReadOnlyList<int> lengths)
        : Optimizer<T>(lengths, true, options.Momentum > 0, options.Centered)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        protected override void Update(Span<T> parameters, ReadOnlySpan<T> gradients, ArrayRange place, double learningRate) =>
            Apply(new Rule(options, learningRate), parameters, gradients, place);

        private readonly struct Rule(RmsPropOptimizer options, double rate) : IUpdateRule<T>
        {
            private readonly Vector<T> _rate = Lanes(rate);
            private readonly Vector<T> _decay = Lanes(options.WeightDecay);
            private readonly Vector<T> _alpha = Lanes(options.Alpha);
            private readonly Vector<T> _rest = Lanes(1 - options.Alpha);
            private readonly Vector<T> _epsilon = Lanes(options.Epsilon);
            private readonly Vector<T> _momentum = Lanes(options.Momentum);
            private readonly bool _centered = options.Centered;

            public void Apply(ref Vector<T> weight, Vector<T> gradient, ref KeptArray<T> kept)
            {
                gradient += _decay * weight;
                kept.First = (_alpha * kept.First) + (_rest * (gradient * gradient));
                Vector<T> scale = kept.First;
                if (_centered)
                {
                    kept.Third = (_alpha * kept.Third) + (_rest * gradient);
                    scale -= kept.Third * kept.Third;
                }

                kept.Second = (_momentum * kept.Second) + (gradient / (Vector.SquareRoot(scale) + _epsilon));
                weight -= _rate * kept.Second;
            }
        }
    }
}
