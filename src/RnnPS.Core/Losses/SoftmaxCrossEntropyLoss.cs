using System.Numerics;

namespace RnnPS;

/// <summary>log Σ e^z − z(class) for logits z, or its mean over a target distribution of classes.</summary>
internal sealed record SoftmaxCrossEntropyLoss : RnnLossFunction
{
    // Targets may be computed in single precision or read from files with few digits.
    private const double SumTolerance = 1e-5;

    public override string Name => nameof(SoftmaxCrossEntropy);

    public override void RequireFits(int outputs, RnnOutputActivation activation)
    {
        if (outputs < 2)
        {
            throw new RnnException(
                RnnErrorId.Loss,
                "The softmax cross-entropy needs one output for each class, but the model has 1 output: give it two or more, or use "
                + "BinaryCrossEntropy.",
                outputs);
        }

        if (activation == RnnOutputActivation.Sigmoid)
        {
            throw new RnnException(
                RnnErrorId.Loss,
                "The softmax cross-entropy needs outputs that form one distribution, but sigmoid outputs are independent probabilities: "
                + "give the model the output activation Softmax or Identity, or use BinaryCrossEntropy.",
                activation);
        }
    }

    public override RnnLink Link(RnnOutputActivation activation) =>
        activation == RnnOutputActivation.Identity ? RnnLink.MultinomialLogit : RnnLink.Identity;

    // A target may be the number of a class, and the prediction is a distribution.
    internal override bool PredictsTargets => false;

    internal override bool ReadsLogits(RnnOutputActivation activation) => true;

    private protected override bool Accepts(int length, int outputs) => length == 1 || length == outputs;

    private protected override string ExpectedLength(int outputs) => FormattableString.Invariant(
        $"the output has {outputs}. Give the class as one number, or a probability for each of the {outputs} classes.");

    private protected override string? Refusal(ReadOnlySpan<double> target, int outputs)
    {
        if (target.Length == 1)
        {
            return target[0] == Math.Floor(target[0]) && target[0] >= 0 && target[0] < outputs
                ? null
                : FormattableString.Invariant($"is not a class: expected an integer from 0 to {outputs - 1}.");
        }

        double sum = 0;
        foreach (double probability in target)
        {
            if (probability < 0)
            {
                return "has a negative probability: the probabilities of a distribution must be 0 or more.";
            }

            sum += probability;
        }

        return Math.Abs(sum - 1) <= SumTolerance
            ? null
            : FormattableString.Invariant($"adds to {sum}: the probabilities of a distribution must add to 1.");
    }

    private protected override void Compute<T>(LossRows<T> rows)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            rows.Losses[row] = ComputeRow(rows.OutputOf(row), rows.TargetOf(row), rows.GradientOf(row));
        }
    }

    private static T ComputeRow<T>(ReadOnlySpan<T> logits, ReadOnlySpan<T> target, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Subtracting the largest logit keeps e^z from overflowing.
        T largest = logits[0];
        foreach (T logit in logits)
        {
            largest = T.Max(largest, logit);
        }

        T sum = T.Zero;
        foreach (T logit in logits)
        {
            sum += T.Exp(logit - largest);
        }

        T log = largest + T.Log(sum);
        bool single = target.Length == 1;
        int index = single ? int.CreateChecked(target[0]) : -1;
        T loss = T.Zero;
        T total = T.Zero;
        for (int i = 0; i < logits.Length; i++)
        {
            T share = single ? (i == index ? T.One : T.Zero) : target[i];
            // A class with probability 0 adds no loss, even if its logit is −∞.
            loss += T.IsZero(share) ? T.Zero : share * (log - logits[i]);
            total += share;
        }

        for (int i = 0; i < gradient.Length; i++)
        {
            T share = single ? (i == index ? T.One : T.Zero) : target[i];
            gradient[i] = (total * T.Exp(logits[i] - largest) / sum) - share;
        }

        // NaN logits must propagate, so that the caller detects them in the loss.
        return T.IsNaN(sum) ? sum : loss;
    }
}
