using System.Numerics;

namespace RnnPS;

/// <summary>The mean of e^y − t·y.</summary>
internal sealed record PoissonLoss : PointwiseLoss
{
    public override string Name => nameof(Poisson);

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
