using System.Numerics;

namespace RnnPS;

/// <summary>
/// Stochastic gradient descent with optional momentum (Polyak 1964): <c>b ← μ·b + g</c>, <c>w ← w − η·b</c>. Nesterov's form,
/// as in Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning", is
/// <c>w ← w − η·(g + μ·b)</c>. Equals <c>torch.optim.SGD</c> with a dampening of 0.
/// </summary>
public sealed record SgdOptimizer : RnnOptimizer
{
    /// <summary>μ, the momentum; at least 0 and below 1.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether to use Nesterov momentum. It needs a <see cref="Momentum"/> above 0.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    public override string Name => "Sgd";

    internal override void RequireValid()
    {
        base.RequireValid();
        NumberRules.Fraction(Momentum, nameof(Momentum));
        if (Nesterov && Momentum == 0)
        {
            throw new RnnException(
                RnnErrorId.TrainingOption,
                $"{nameof(Nesterov)} needs a {nameof(Momentum)} above 0, such as 0.9: give one, or leave {nameof(Nesterov)} out.",
                Nesterov);
        }
    }

    internal override Optimizer<T> Create<T>(IReadOnlyList<int> lengths) => new AtWork<T>(this, lengths);

    private sealed class AtWork<T>(SgdOptimizer options, IReadOnlyList<int> lengths)
        : Optimizer<T>(lengths, options.Momentum > 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        protected override void Update(Span<T> parameters, ReadOnlySpan<T> gradients, ArrayRange place, double learningRate) => Apply(
            new Rule(Lanes(learningRate), Lanes(options.WeightDecay), Lanes(options.Momentum), options.Nesterov), parameters, gradients, place);

        private readonly struct Rule(Vector<T> rate, Vector<T> decay, Vector<T> momentum, bool nesterov) : IUpdateRule<T>
        {
            public void Apply(ref Vector<T> weight, Vector<T> gradient, ref KeptArray<T> kept)
            {
                gradient += decay * weight;
                kept.First = (momentum * kept.First) + gradient;
                weight -= rate * (nesterov ? gradient + (momentum * kept.First) : kept.First);
            }
        }
    }
}
