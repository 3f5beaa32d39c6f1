using System.Numerics;

namespace RnnPS;

/// <summary>log Σ e^z − z(class) for logits z, or its mean over a target distribution of classes.</summary>
internal sealed record SoftmaxCrossEntropyLoss : RnnLossFunction
{
    // Targets may be computed in single precision or read from files with few digits.
    private const double SumTolerance = 1e-5;

    public override string Name => nameof(SoftmaxCrossEntropy);

    /// <summary>The share ε of a target that is spread evenly over all classes.</summary>
    public double LabelSmoothing { get; private init; }

    public override IReadOnlyDictionary<string, RnnVector> Constants => Constant(nameof(LabelSmoothing), new RnnVector([LabelSmoothing]));

    private protected override RnnLossFunction With(string constant, RnnVector value) =>
        constant == nameof(LabelSmoothing) && value.Length == 1 ? WithLabelSmoothing(value[0]) : base.With(constant, value);

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

    public override RnnLossFunction WithLabelSmoothing(double share) => this with { LabelSmoothing = RequireShare(share) };

    internal override bool HasClasses => true;

    internal override double? Accuracy<T>(ReadOnlySpan<T> output, ReadOnlySpan<T> target) =>
        IndexOfLargest(output) == (target.Length == 1 ? int.CreateChecked(target[0]) : IndexOfLargest(target)) ? 1 : 0;

    private protected override string Describe() => Describe(LabelSmoothing);

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
        var shares = new Shares<T>(T.CreateChecked(1 - LabelSmoothing), T.CreateChecked(LabelSmoothing / rows.Outputs));
        for (int row = 0; row < rows.Count; row++)
        {
            rows.Losses[row] = ComputeRow(rows.OutputOf(row), rows.TargetOf(row), shares, rows.GradientOf(row));
        }
    }

    // With a the largest logit's class and rest = Σ e^(z(i) − z(a)) over the other classes, log Σ e^z − z(i) is
    // (z(a) − z(i)) + log(1 + rest). Both terms are 0 or more, so nothing cancels, and no power overflows.
    private static T ComputeRow<T>(ReadOnlySpan<T> logits, ReadOnlySpan<T> target, Shares<T> shares, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = logits[0];
        foreach (T logit in logits)
        {
            // A NaN logit makes the largest one, and so the loss, NaN: the caller detects it.
            largest = T.Max(largest, logit);
        }

        int sure = logits.IndexOf(largest);
        T rest = T.Zero;
        for (int i = 0; i < logits.Length; i++)
        {
            rest += i == sure ? T.Zero : T.Exp(logits[i] - largest);
        }

        T log = Log1p.Of(rest);
        T loss = T.Zero;
        T others = T.Zero;
        for (int i = 0; i < logits.Length; i++)
        {
            T share = shares.Of(target, i);
            // A class with probability 0 adds no loss, even if its logit is −∞.
            loss += T.IsZero(share) ? T.Zero : share * (largest - logits[i] + log);
            others += i == sure ? T.Zero : share;
        }

        if (!gradient.IsEmpty)
        {
            Differentiate(logits, target, shares, sure, rest, others, gradient);
        }

        return T.IsNaN(rest) ? rest : loss;
    }

    // total · p(i) − share(i), where total is the sum of the shares.
    private static void Differentiate<T>(
        ReadOnlySpan<T> logits, ReadOnlySpan<T> target, Shares<T> shares, int sure, T rest, T others, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T sum = T.One + rest;
        T share = sure < 0 ? T.Zero : shares.Of(target, sure);
        T total = others + share;
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = (total * T.Exp(logits[i] - logits[Math.Max(sure, 0)]) / sum) - shares.Of(target, i);
        }

        // Near probability 1, p − 1 would lose all digits of the other classes.
        if (share > others)
        {
            gradient[sure] = others - (total * rest / sum);
        }
    }

    // The probability of each class in a target: kept · target + spread.
    private readonly struct Shares<T>(T kept, T spread)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Of(ReadOnlySpan<T> target, int index) =>
            (kept * (target.Length > 1 ? target[index] : index == int.CreateChecked(target[0]) ? T.One : T.Zero)) + spread;
    }
}
