using System.Numerics;

namespace RnnPS;

/// <summary>The base of losses that average a function of output and target over the components.</summary>
internal abstract record PointwiseLoss : RnnLossFunction
{
    /// <summary>Computes the loss of one component and its derivative with respect to the output.</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    private protected interface IComponent<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (T Loss, T Slope) Of(T output, T target);
    }

    private protected static void Run<T, TComponent>(TComponent component, LossRows<T> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TComponent : struct, IComponent<T>
    {
        T share = T.One / T.CreateChecked(rows.Outputs);
        for (int row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<T> output = rows.OutputOf(row);
            ReadOnlySpan<T> target = rows.TargetOf(row);
            Span<T> gradient = rows.GradientOf(row);
            T sum = T.Zero;
            for (int i = 0; i < output.Length; i++)
            {
                (T loss, T slope) = component.Of(output[i], target[i]);
                sum += loss;
                if (!gradient.IsEmpty)
                {
                    gradient[i] = slope * share;
                }
            }

            rows.Losses[row] = sum / T.CreateChecked(rows.Outputs);
        }
    }
}

/// <summary>The mean of (y − t)².</summary>
internal sealed record MeanSquaredErrorLoss : PointwiseLoss
{
    public override string Name => nameof(MeanSquaredError);

    private protected override void Compute<T>(LossRows<T> rows) => Run(default(Component<T>), rows);

    private readonly struct Component<T> : IComponent<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public (T Loss, T Slope) Of(T output, T target)
        {
            T difference = output - target;
            return (difference * difference, difference + difference);
        }
    }
}

/// <summary>The mean of |y − t|.</summary>
internal sealed record MeanAbsoluteErrorLoss : PointwiseLoss
{
    public override string Name => nameof(MeanAbsoluteError);

    private protected override void Compute<T>(LossRows<T> rows) => Run(default(Component<T>), rows);

    private readonly struct Component<T> : IComponent<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public (T Loss, T Slope) Of(T output, T target)
        {
            T difference = output - target;
            return (T.Abs(difference), Slope(difference));
        }

        // T.Sign throws for NaN. Here NaN must propagate, so that the caller detects it in the loss.
        private static T Slope(T difference) => T.IsZero(difference) ? T.Zero : T.CopySign(T.One, difference);
    }
}

/// <summary>The mean of (y − t)²/2 if |y − t| ≤ δ, otherwise linear in |y − t|.</summary>
internal sealed record HuberLoss : PointwiseLoss
{
    public HuberLoss(double delta)
    {
        if (!double.IsFinite(delta) || delta <= 0)
        {
            throw new RnnException(
                RnnErrorId.Loss, FormattableString.Invariant($"The Huber loss can't have δ = {delta}: expected a number above 0."), delta);
        }

        Delta = delta;
    }

    public override string Name => nameof(Huber);

    /// <summary>The threshold δ.</summary>
    public double Delta { get; }

    private protected override string Describe() => FormattableString.Invariant($"{Name}({Delta})");

    private protected override void Compute<T>(LossRows<T> rows) => Run(new Component<T>(T.CreateChecked(Delta)), rows);

    private readonly struct Component<T>(T delta) : IComponent<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public (T Loss, T Slope) Of(T output, T target)
        {
            T difference = output - target;
            T magnitude = T.Abs(difference);
            T half = T.CreateChecked(0.5);
            return magnitude <= delta
                ? (half * difference * difference, difference)
                : (delta * (magnitude - (half * delta)), T.CopySign(delta, difference));
        }
    }
}

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
