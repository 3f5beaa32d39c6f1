using System.Collections.ObjectModel;
using System.Numerics;

namespace RnnPS;

/// <summary>
/// The loss of a timestep, a function of its output and its target. All losses are numerically stable over the whole range of
/// the precision.
/// </summary>
/// <remarks>
/// The softmax cross-entropy and the binary cross-entropy are computed from the logits, the inputs of the output layer's softmax or
/// sigmoid. If the output layer has no activation, its outputs are the logits. Every other loss is computed from the outputs.
/// </remarks>
public abstract record RnnLossFunction
{
    // A new loss adds its line here.
    private static readonly (string Name, Func<RnnLossFunction> Create)[] Known =
    [
        (nameof(MeanSquaredError), () => new MeanSquaredErrorLoss()),
        (nameof(MeanAbsoluteError), () => new MeanAbsoluteErrorLoss()),
        (nameof(Huber), () => Huber()),
        (nameof(Pinball), () => Pinball(0.5)),
        (nameof(SoftmaxCrossEntropy), () => new SoftmaxCrossEntropyLoss()),
        (nameof(BinaryCrossEntropy), () => new BinaryCrossEntropyLoss()),
        (nameof(Poisson), () => new PoissonLoss()),
    ];

    private protected RnnLossFunction()
    {
    }

    /// <summary>The mean over the components of (output − target)².</summary>
    public static RnnLossFunction MeanSquaredError { get; } = new MeanSquaredErrorLoss();

    /// <summary>The mean over the components of |output − target|. Its derivative is 0 if both are equal.</summary>
    public static RnnLossFunction MeanAbsoluteError { get; } = new MeanAbsoluteErrorLoss();

    /// <summary>
    /// −log p, where p is the softmax probability of the target's class. The target is a zero-based class index, or a distribution
    /// with one probability for each output.
    /// </summary>
    public static RnnLossFunction SoftmaxCrossEntropy { get; } = new SoftmaxCrossEntropyLoss();

    /// <summary>
    /// The mean over the components of −t·log σ(z) − (1 − t)·log(1 − σ(z)) for logits z and targets t between 0 and 1.
    /// </summary>
    public static RnnLossFunction BinaryCrossEntropy { get; } = new BinaryCrossEntropyLoss();

    /// <summary>
    /// The mean over the components of e^y − t·y for counts t ≥ 0. This is the negative log-likelihood of a Poisson distribution
    /// with the rate e^y, without the term log t!, which does not depend on y (PyTorch's <c>PoissonNLLLoss</c> with
    /// <c>log_input=True</c>).
    /// </summary>
    public static RnnLossFunction Poisson { get; } = new PoissonLoss();

    /// <summary>The names that <see cref="Parse"/> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = new RnnList<string>([.. Known.Select(loss => loss.Name)]);

    /// <summary>The name of the loss, for example <c>MeanSquaredError</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The constants of the loss, by name: <c>Delta</c>, <c>Quantiles</c> or <c>LabelSmoothing</c>; empty if it has none.</summary>
    public virtual IReadOnlyDictionary<string, RnnVector> Constants => ReadOnlyDictionary<string, RnnVector>.Empty;

    /// <summary>
    /// Creates the loss of Huber (1964), "Robust estimation of a location parameter": the mean over the components of d²/2 if
    /// |d| ≤ δ, otherwise δ·(|d| − δ/2), with d = output − target. The derivative is continuous at |d| = δ.
    /// </summary>
    /// <param name="delta">The threshold δ, above 0.</param>
    /// <returns>The function.</returns>
    /// <exception cref="RnnException">δ is not a finite number above 0 (<see cref="RnnErrorId.Loss"/>).</exception>
    public static RnnLossFunction Huber(double delta = 1) => new HuberLoss(delta);

    /// <summary>
    /// Creates the quantile loss of Koenker and Bassett (1978), "Regression quantiles": the mean over the components of
    /// max(q·d, (q − 1)·d), with d = target − output. Its derivative is 0 if both are equal.
    /// </summary>
    /// <param name="quantiles">
    /// The quantiles q, each between 0 and 1. The model needs one output for each quantile of each target. The outputs of the first
    /// target come first.
    /// </param>
    /// <returns>The function.</returns>
    /// <exception cref="RnnException">
    /// There is no quantile, one is not between 0 and 1, or one is given twice (<see cref="RnnErrorId.Loss"/>).
    /// </exception>
    public static RnnLossFunction Pinball(params double[] quantiles) => new PinballLoss(quantiles);

    /// <summary>
    /// Parses the name of a loss, with default constants: δ = 1 and the quantile 0.5. PowerShell uses it to convert text.
    /// </summary>
    /// <param name="text">One of <see cref="Names"/>. Case is ignored.</param>
    /// <returns>The function.</returns>
    /// <exception cref="RnnException">The name is unknown (<see cref="RnnErrorId.Loss"/>).</exception>
    public static RnnLossFunction Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Array.Find(Known, loss => loss.Name.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)).Create?.Invoke()
            ?? throw new RnnException(RnnErrorId.Loss, $"There is no loss '{MessageText.Excerpt(text)}': expected one of {string.Join(", ", Names)}.", text);
    }

    /// <summary>Creates a loss from its name and its constants, as a file keeps them.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="constants">The <see cref="Constants"/> of the loss. A constant that is not among them has its default.</param>
    /// <returns>The function.</returns>
    /// <exception cref="RnnException">
    /// The name is unknown, the loss has no such constant, or a constant is out of range (<see cref="RnnErrorId.Loss"/>).
    /// </exception>
    public static RnnLossFunction Create(string name, IReadOnlyDictionary<string, RnnVector> constants)
    {
        ArgumentNullException.ThrowIfNull(constants);
        RnnLossFunction loss = Parse(name);
        foreach ((string constant, RnnVector value) in constants)
        {
            loss = loss.With(constant, value);
        }

        return loss;
    }

    /// <summary>Requires that the loss fits the output of a model.</summary>
    /// <param name="outputs">The number of components of the output.</param>
    /// <param name="activation">The activation function of the output layer.</param>
    /// <exception cref="RnnException">The loss does not fit (<see cref="RnnErrorId.Loss"/>).</exception>
    public virtual void RequireFits(int outputs, RnnOutputActivation activation)
    {
    }

    /// <summary>Requires that a target is valid for the loss.</summary>
    /// <param name="target">The target of one step.</param>
    /// <param name="outputs">The number of components of the output.</param>
    /// <param name="step">The number of the step, for the error message.</param>
    /// <exception cref="RnnException">
    /// The length does not match (<see cref="RnnErrorId.TargetLength"/>), a component is missing
    /// (<see cref="RnnErrorId.MissingValue"/>) or infinite (<see cref="RnnErrorId.NotFinite"/>), or the loss is not defined for it
    /// (<see cref="RnnErrorId.Target"/>), for example a class index larger than the number of outputs.
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
                    $"The target of step {step} is missing (an empty field, $null or NaN): fill it in, or leave the step out.",
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

    /// <summary>Whether a target may have a number of components.</summary>
    /// <param name="components">The number of components of the target.</param>
    /// <param name="outputs">The number of components of the output.</param>
    /// <returns>Whether <see cref="RequireTarget"/> accepts it.</returns>
    public bool Takes(int components, int outputs) => Accepts(components, outputs);

    /// <summary>Returns the link of a model that this loss trains.</summary>
    /// <param name="activation">The activation function of the output layer.</param>
    /// <returns>The link. It is Identity if the outputs are themselves predictions of the targets.</returns>
    public virtual RnnLink Link(RnnOutputActivation activation) => RnnLink.Identity;

    /// <summary>
    /// Creates the same loss with smoothed targets: a share of each target is spread evenly over all classes, so that the model does
    /// not become too sure (Szegedy et al. 2016, "Rethinking the Inception architecture for computer vision").
    /// </summary>
    /// <param name="share">The share ε, at least 0 and less than 1. A class with the target t becomes (1 − ε)·t + ε / classes.</param>
    /// <returns>The function.</returns>
    /// <exception cref="RnnException">
    /// The loss is not a cross-entropy, or the share is out of range (<see cref="RnnErrorId.Loss"/>).
    /// </exception>
    public virtual RnnLossFunction WithLabelSmoothing(double share) => throw new RnnException(
        RnnErrorId.Loss,
        $"Label smoothing is for the cross-entropies, and the loss is {this}: leave it out, or use SoftmaxCrossEntropy or BinaryCrossEntropy.",
        share);

    /// <summary>Formats the name and the constants of the loss.</summary>
    /// <returns>The text.</returns>
    public sealed override string ToString() => Describe();

    /// <summary>Whether the targets are classes, so that there is an accuracy.</summary>
    public virtual bool HasClasses => false;

    /// <summary>
    /// Whether the loss reads the logits, the inputs of the output layer's activation, instead of its outputs.
    /// </summary>
    internal virtual bool ReadsLogits(RnnOutputActivation activation) => activation == RnnOutputActivation.Identity;

    /// <summary>Whether a model that this loss trains predicts the values of the targets, one number for each.</summary>
    internal virtual bool PredictsTargets => true;

    /// <summary>
    /// Returns the fraction of the components of a target whose class the output predicts; null if the targets are not classes.
    /// </summary>
    /// <param name="output">The logits.</param>
    /// <param name="target">A target that <see cref="RequireTarget"/> accepts.</param>
    internal virtual double? Accuracy<T>(ReadOnlySpan<T> output, ReadOnlySpan<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => null;

    /// <summary>The smallest and the largest target that the loss is defined for.</summary>
    internal virtual (double Least, double Most) TargetRange => (double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Computes the loss of each step and its derivative with respect to the logits.</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    /// <param name="rows">The steps.</param>
    /// <param name="activation">The activation function of the output layer.</param>
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

    /// <summary>Computes the loss of one step.</summary>
    /// <param name="output">The outputs or the logits; see <see cref="ReadsLogits"/>.</param>
    /// <param name="target">A target that <see cref="RequireTarget"/> accepts.</param>
    internal double Evaluate(ReadOnlySpan<double> output, ReadOnlySpan<double> target)
    {
        double loss = 0;
        Compute(new LossRows<double>(output, target, new Span<double>(ref loss), []));
        return loss;
    }

    /// <summary>Creates a copy with another value of one of the <see cref="Constants"/>.</summary>
    private protected virtual RnnLossFunction With(string constant, RnnVector value) => throw new RnnException(
        RnnErrorId.Loss,
        $"The loss {Name} has no constant '{MessageText.Excerpt(constant)}' with {RnnMessages.Count(value.Length, "number")}: leave it out.",
        constant);

    /// <summary>The <see cref="Constants"/> of a loss with one constant.</summary>
    private protected static ReadOnlyDictionary<string, RnnVector> Constant(string name, RnnVector value) =>
        new(new Dictionary<string, RnnVector> { [name] = value });

    /// <summary>Whether a target may have a length.</summary>
    private protected virtual bool Accepts(int length, int outputs) => length == outputs;

    /// <summary>The second half of the error message for a wrong length: the expected length and the remedy.</summary>
    private protected virtual string ExpectedLength(int outputs) =>
        FormattableString.Invariant($"the output has {outputs}. Give one target for each component of the output, or -Loss SoftmaxCrossEntropy if the target is the index of a class.");

    /// <summary>
    /// The second half of the error message for an invalid target of finite numbers; null if the target is valid.
    /// </summary>
    private protected virtual string? Refusal(ReadOnlySpan<double> target, int outputs) => null;

    private protected virtual string Describe() => Name;

    private protected string Describe(double labelSmoothing) =>
        labelSmoothing == 0 ? Name : FormattableString.Invariant($"{Name}(label smoothing {labelSmoothing})");

    private protected static double RequireShare(double share) => share is >= 0 and < 1 ? share : throw new RnnException(
        RnnErrorId.Loss, FormattableString.Invariant($"The label smoothing is {share}: expected at least 0 and less than 1."), share);

    private protected static int IndexOfLargest<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int largest = 0;
        for (int i = 1; i < values.Length; i++)
        {
            largest = values[i] > values[largest] ? i : largest;
        }

        return largest;
    }

    /// <summary>Computes the losses, and their derivatives with respect to the outputs or logits that the loss reads.</summary>
    private protected abstract void Compute<T>(LossRows<T> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    // Converts the derivative with respect to y = f(z) into the derivative with respect to z, in place.
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
