using System.Numerics;

namespace RnnPS;

/// <summary>The constants of Adam and AdamW.</summary>
/// <param name="Beta1">The decay rate of the running mean of gradients.</param>
/// <param name="Beta2">The decay rate of the running mean of squared gradients.</param>
/// <param name="Epsilon">The constant that prevents division by zero.</param>
/// <param name="WeightDecay">The weight decay.</param>
/// <param name="DecoupledDecay">Whether the weight decay shrinks the weights directly instead of adding to the gradient.</param>
internal sealed record AdamConstants(double Beta1, double Beta2, double Epsilon, double WeightDecay, bool DecoupledDecay);

/// <summary>Applies Adam or AdamW, in PyTorch's order of operations.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class AdamUpdate<T>(AdamConstants constants, IReadOnlyList<int> lengths) : Optimizer<T>(lengths, true, true)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Update(Span<T> parameters, ReadOnlySpan<T> gradients, ArrayRange place, double learningRate) =>
        Apply(new Rule(constants, Steps, learningRate), parameters, gradients, place);

    private readonly struct Rule(AdamConstants constants, long step, double rate) : IUpdateRule<T>
    {
        private readonly Vector<T> _keep1 = Lanes(constants.Beta1);
        private readonly Vector<T> _take1 = Lanes(1 - constants.Beta1);
        private readonly Vector<T> _keep2 = Lanes(constants.Beta2);
        private readonly Vector<T> _take2 = Lanes(1 - constants.Beta2);
        private readonly Vector<T> _epsilon = Lanes(constants.Epsilon);
        private readonly Vector<T> _rate = Lanes(rate / (1 - Math.Pow(constants.Beta1, step)));
        private readonly Vector<T> _correction2 = Lanes(Math.Sqrt(1 - Math.Pow(constants.Beta2, step)));
        private readonly Vector<T> _shrink = Lanes(constants.DecoupledDecay ? 1 - (rate * constants.WeightDecay) : 1);
        private readonly Vector<T> _penalty = Lanes(constants.DecoupledDecay ? 0 : constants.WeightDecay);

        public void Apply(ref Vector<T> weight, Vector<T> gradient, ref KeptArray<T> kept)
        {
            weight *= _shrink;
            gradient += _penalty * weight;
            kept.First = (_keep1 * kept.First) + (_take1 * gradient);
            kept.Second = (_keep2 * kept.Second) + (_take2 * (gradient * gradient));
            weight -= _rate * (kept.First / ((Vector.SquareRoot(kept.Second) / _correction2) + _epsilon));
        }
    }
}
