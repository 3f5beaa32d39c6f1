using System.Numerics;

namespace RnnPS;

/// <summary>The mean of e^y − t·y.</summary>
internal sealed record PoissonLoss : PointwiseLoss
{
    public override string Name => nameof(Poisson);

    internal override (double Least, double Most) TargetRange => (0, double.PositiveInfinity);

    // The loss reads the output as a log-rate whatever the activation, so a sigmoid output is one between 0 and 1.
    public override RnnLink Link(RnnOutputActivation activation) => RnnLink.Log;

    private protected override string? Refusal(ReadOnlySpan<double> target, int outputs)
    {
        foreach (double value in target)
        {
            if (value < 0)
            {
                return "is negative: the Poisson loss expects counts, numbers of 0 or more.";
            }
        }

        return null;
    }

    private protected override void Compute<T>(LossRows<T> rows) => Run(default(Component<T>), rows);

    private readonly struct Component<T> : IComponent<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public (T Loss, T Slope) Of(T output, T target)
        {
            T rate = T.Exp(output);
            return (rate - (target * output), rate - target);
        }
    }
}
