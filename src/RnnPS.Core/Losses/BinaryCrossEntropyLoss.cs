using System.Numerics;

namespace RnnPS;

/// <summary>The mean of −t·log σ(z) − (1 − t)·log(1 − σ(z)) for logits z.</summary>
internal sealed record BinaryCrossEntropyLoss : PointwiseLoss
{
    public override string Name => nameof(BinaryCrossEntropy);

    public override void RequireFits(int outputs, RnnOutputActivation activation)
    {
        if (activation == RnnOutputActivation.Softmax)
        {
            throw new RnnException(
                RnnErrorId.Loss,
                "The binary cross-entropy needs independent probabilities, but softmax outputs add to 1: give "
                + "the model the output activation Sigmoid or Identity, or use SoftmaxCrossEntropy.",
                activation);
        }
    }

    public override RnnLink Link(RnnOutputActivation activation) =>
        activation == RnnOutputActivation.Identity ? RnnLink.Logit : RnnLink.Identity;

    internal override (double Least, double Most) TargetRange => (0, 1);

    internal override bool ReadsLogits(RnnOutputActivation activation) => true;

    private protected override string? Refusal(ReadOnlySpan<double> target, int outputs)
    {
        foreach (double value in target)
        {
            if (value is < 0 or > 1)
            {
                return "is not a probability: the binary cross-entropy expects numbers between 0 and 1.";
            }
        }

        return null;
    }

    private protected override void Compute<T>(LossRows<T> rows) => Run(default(Component<T>), rows);

    private readonly struct Component<T> : IComponent<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public (T Loss, T Slope) Of(T logit, T target)
        {
            // The loss log(1 + e^z) − t·z and σ(z), both from e^−|z|, which can't overflow.
            T small = T.Exp(-T.Abs(logit));
            T probability = (logit >= T.Zero ? T.One : small) / (T.One + small);
            return (T.Max(logit, T.Zero) - (logit * target) + LogOnePlus(small), probability - target);
        }

        // .NET's LogP1 computes the logarithm of the rounded sum. This form corrects the rounding (Kahan, in Hewlett-Packard 1982).
        private static T LogOnePlus(T small)
        {
            T sum = T.One + small;
            return sum == T.One ? small : T.Log(sum) * (small / (sum - T.One));
        }
    }
}
