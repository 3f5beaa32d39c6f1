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
            // The terms of the loss are 0 or more and those of the slope do not cancel, so both keep their digits far out.
            T small = T.Exp(-T.Abs(logit));
            T unlikely = small / (T.One + small);
            return logit >= T.Zero
                ? ((logit * (T.One - target)) + Log1p.Of(small), T.One - target - unlikely)
                : ((-logit * target) + Log1p.Of(small), unlikely - target);
        }
    }
}
