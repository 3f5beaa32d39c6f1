using System.Numerics;

namespace RnnPS;

/// <summary>
/// What a timestep costs: a function of the step's output and its target. Each is numerically stable over the whole range of
/// its precision.
/// </summary>
/// <remarks>
/// Where a loss and an output activation belong together (softmax with the cross-entropy, sigmoid with the binary one), the
/// loss is computed from what enters the activation, the logits; a model whose output layer has no activation puts out the
/// logits themselves. Every other loss reads the output as it is.
/// </remarks>
public abstract record RnnLossFunction
{
    private protected RnnLossFunction()
    {
    }

    /// <summary>The mean over the components of (output − target)².</summary>
    public static RnnLossFunction MeanSquaredError { get; } = new MeanSquaredErrorLoss();

    /// <summary>The mean over the components of |output − target|; its derivative is 0 where both are equal.</summary>
    public static RnnLossFunction MeanAbsoluteError { get; } = new MeanAbsoluteErrorLoss();

    /// <summary>
    /// −log of the probability that softmax gives the target's class. The target is the class, an integer from 0, or a
    /// distribution: one probability for each output.
    /// </summary>
    public static RnnLossFunction SoftmaxCrossEntropy { get; } = new SoftmaxCrossEntropyLoss();

    /// <summary>
    /// The mean over the components of −t·log σ(z) − (1 − t)·log(1 − σ(z)) for logits z and targets t between 0 and 1.
    /// </summary>
    public static RnnLossFunction BinaryCrossEntropy { get; } = new BinaryCrossEntropyLoss();

    /// <summary>
    /// The mean over the components of e^y − t·y for counts t ≥ 0: the negative log-likelihood of a Poisson distribution whose
    /// rate's logarithm is the output y, without the term log t!, which training can't change (PyTorch's
    /// <c>PoissonNLLLoss</c> with <c>log_input=True</c>).
    /// </summary>
    public static RnnLossFunction Poisson { get; } = new PoissonLoss();

    /// <summary>The names that <see cref="Parse"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = new RnnList<string>(
    [
        nameof(MeanSquaredError), nameof(MeanAbsoluteError), nameof(Huber), nameof(Pinball), nameof(SoftmaxCrossEntropy),
        nameof(BinaryCrossEntropy), nameof(Poisson),
    ]);

    /// <summary>The name, as <c>MeanSquaredError</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The loss of Huber (1964), "Robust estimation of a location parameter": the mean over the components of d²/2 where
    /// |d| ≤ δ, else δ·(|d| − δ/2), with d = output − target. At |d| = δ the derivatives of both sides are the same.
    /// </summary>
    /// <param name="delta">δ, above 0.</param>
    /// <returns>The function.</returns>
    /// <exception cref="RnnException">δ is not a finite number above 0 (<see cref="RnnErrorId.Loss"/>).</exception>
    public static RnnLossFunction Huber(double delta = 1) => new HuberLoss(delta);

    /// <summary>
    /// The quantile loss of Koenker and Bassett (1978), "Regression quantiles": the mean over the components of
    /// max(q·d, (q − 1)·d), with d = target − output; its derivative is 0 where both are equal.
    /// </summary>
    /// <param name="quantiles">
    /// The quantiles q, each between 0 and 1. The model has one output for each quantile of each target, those of the first
    /// target first; with one quantile that is one output for each target.
    /// </param>
    /// <returns>The function.</returns>
    /// <exception cref="RnnException">There is no quantile, or one is not between 0 and 1 (<see cref="RnnErrorId.Loss"/>).</exception>
    public static RnnLossFunction Pinball(params double[] quantiles) => new PinballLoss(quantiles);

    /// <summary>The loss of a name, with its default constants: δ = 1, and the median as quantile. PowerShell converts by it.</summary>
    /// <param name="text">One of <see cref="Names"/>, in any case.</param>
    /// <returns>The function.</returns>
    /// <exception cref="RnnException">There is none of that name (<see cref="RnnErrorId.Loss"/>).</exception>
    public static RnnLossFunction Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string? name = Names.FirstOrDefault(known => known.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase));
        return name switch
        {
            nameof(MeanSquaredError) => MeanSquaredError,
            nameof(MeanAbsoluteError) => MeanAbsoluteError,
            nameof(Huber) => Huber(),
            nameof(Pinball) => Pinball(0.5),
            nameof(SoftmaxCrossEntropy) => SoftmaxCrossEntropy,
            nameof(BinaryCrossEntropy) => BinaryCrossEntropy,
            nameof(Poisson) => Poisson,
            _ => throw new RnnException(
                RnnErrorId.Loss, $"There is no loss '{text}': expected one of {string.Join(", ", Names)}.", text),
        };
    }

    /// <summary>Requires that the loss can be made of what a model puts out.</summary>
    /// <param name="outputs">The components of the output.</param>
    /// <param name="activation">The output layer's activation.</param>
    /// <exception cref="RnnException">It can't (<see cref="RnnErrorId.Loss"/>).</exception>
    public virtual void RequireFits(int outputs, RnnOutputActivation activation)
    {
    }

    /// <summary>Requires a target that the loss is defined for.</summary>
    /// <param name="target">The target of one step.</param>
    /// <param name="outputs">The components of the output.</param>
    /// <param name="step">The step's number, for the error.</param>
    /// <exception cref="RnnException">
    /// Another length (<see cref="RnnErrorId.TargetLength"/>), a missing component (<see cref="RnnErrorId.MissingValue"/>), an
    /// infinite one (<see cref="RnnErrorId.NotFinite"/>), or one that the loss is not defined for
    /// (<see cref="RnnErrorId.Target"/>), as a class beyond the outputs.
    /// </exception>
    public void RequireTarget(ReadOnlySpan<double> target, int outputs, long step)
    {
        if (!Accepts(target.Length, outputs))
        {
            throw new RnnException(
                RnnErrorId.TargetLength,
                $"The target {new RnnVector(target.ToArray())} of step {step} has {RnnMessages.Count(target.Length, "number")}: "
                + ExpectedLength(outputs),
                target.ToArray());
        }

        foreach (double value in target)
        {
            if (double.IsNaN(value))
            {
                throw new RnnException(
                    RnnErrorId.MissingValue,
                    $"The target of step {step} is missing (an empty field or NaN): fill it in, or leave the step out.",
                    target.ToArray());
            }

            if (double.IsInfinity(value))
            {
                throw new RnnException(
                    RnnErrorId.NotFinite, $"The target of step {step}: {RnnMessages.NotFinite(value)}", target.ToArray());
            }
        }

        if (Refusal(target, outputs) is { } refusal)
        {
            throw new RnnException(
                RnnErrorId.Target, $"The target {new RnnVector(target.ToArray())} of step {step} {refusal}", target.ToArray());
        }
    }

    /// <summary>The name.</summary>
    /// <returns>The text.</returns>
    public sealed override string ToString() => Describe();

    /// <summary>
    /// Whether the loss reads what enters the output layer's activation, the logits, and not what leaves it.
    /// </summary>
    internal virtual bool ReadsLogits(RnnOutputActivation activation) => activation == RnnOutputActivation.Identity;

    /// <summary>The loss of each step, and its derivative with respect to what enters the output layer's activation.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="rows">The steps.</param>
    /// <param name="activation">The output layer's activation.</param>
    internal void Evaluate<T>(LossRows<T> rows, RnnOutputActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Compute(rows);
        if (ReadsLogits(activation) || rows.Gradient.IsEmpty)
        {
            return;
        }

        for (int row = 0; row < rows.Count; row++)
        {
            ThroughActivation(activation, rows.OutputOf(row), rows.GradientOf(row));
        }
    }

    /// <summary>The loss of one step.</summary>
    /// <param name="output">What the loss reads: see <see cref="ReadsLogits"/>.</param>
    /// <param name="target">A target that <see cref="RequireTarget"/> lets pass.</param>
    internal double Evaluate(ReadOnlySpan<double> output, ReadOnlySpan<double> target)
    {
        double loss = 0;
        Compute(new LossRows<double>(output, target, new Span<double>(ref loss), []));
        return loss;
    }

    /// <summary>Whether a target may have this length.</summary>
    private protected virtual bool Accepts(int length, int outputs) => length == outputs;

    /// <summary>What a target's length should be, and what to do.</summary>
    private protected virtual string ExpectedLength(int outputs) =>
        FormattableString.Invariant($"the output has {outputs}. Give one target for each component of the output.");

    /// <summary>Why the loss is not defined for a target of finite numbers; null where it is.</summary>
    private protected virtual string? Refusal(ReadOnlySpan<double> target, int outputs) => null;

    private protected virtual string Describe() => Name;

    /// <summary>Losses and derivatives with respect to what the loss reads.</summary>
    private protected abstract void Compute<T>(LossRows<T> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    // From the derivative with respect to y = f(z) to that with respect to z, in place.
    private static void ThroughActivation<T>(RnnOutputActivation activation, ReadOnlySpan<T> y, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T mean = T.Zero;
        for (int i = 0; activation == RnnOutputActivation.Softmax && i < y.Length; i++)
        {
            mean += gradient[i] * y[i];
        }

        for (int i = 0; i < y.Length; i++)
        {
            gradient[i] = activation == RnnOutputActivation.Softmax
                ? y[i] * (gradient[i] - mean)
                : gradient[i] * y[i] * (T.One - y[i]);
        }
    }
}
