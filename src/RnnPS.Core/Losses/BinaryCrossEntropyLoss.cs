using System.Numerics;

namespace RnnPS;

/// <summary>The mean of −t·log σ(z) − (1 − t)·log(1 − σ(z)) for logits z.</summary>
internal sealed record BinaryCrossEntropyLoss : PointwiseLoss
{
    public override string Name => nameof(BinaryCrossEntropy);

    /// <summary>The share ε of a target that is spread evenly over 0 and 1.</summary>
    public double LabelSmoothing { get; private init; }

    public override IReadOnlyDictionary<string, RnnVector> Constants => Constant(nameof(LabelSmoothing), new RnnVector([LabelSmoothing]));

    private protected override RnnLossFunction With(string constant, RnnVector value) =>
        constant == nameof(LabelSmoothing) && value.Length == 1 ? WithLabelSmoothing(value[0]) : base.With(constant, value);

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

    public override RnnLossFunction WithLabelSmoothing(double share) => this with { LabelSmoothing = RequireShare(share) };

    internal override (double Least, double Most) TargetRange => (0, 1);

    internal override bool ReadsLogits(RnnOutputActivation activation) => true;

    internal override bool HasClasses => true;

    internal override double? Accuracy<T>(ReadOnlySpan<T> output, ReadOnlySpan<T> target)
    {
        int correct = 0;
        for (int i = 0; i < output.Length; i++)
        {
            correct += output[i] > T.Zero == target[i] + target[i] > T.One ? 1 : 0;
        }

        return (double)correct / output.Length;
    }

    private protected override string Describe() => Describe(LabelSmoothing);

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

    private protected override void Compute<T>(LossRows<T> rows) => Run(
        new Component<T>(T.CreateChecked(1 - LabelSmoothing), T.CreateChecked(LabelSmoothing / 2)), rows);

    private readonly struct Component<T>(T kept, T spread) : IComponent<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public (T Loss, T Slope) Of(T logit, T target)
        {
            target = (kept * target) + spread;
            // The terms of the loss are 0 or more and those of the slope do not cancel, so both keep their digits far out.
            T small = T.Exp(-T.Abs(logit));
            T unlikely = small / (T.One + small);
            return logit >= T.Zero
                ? ((logit * (T.One - target)) + Log1p.Of(small), T.One - target - unlikely)
                : ((-logit * target) + Log1p.Of(small), unlikely - target);
        }
    }
}
