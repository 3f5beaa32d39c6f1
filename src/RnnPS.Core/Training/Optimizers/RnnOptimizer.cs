using System.Numerics;

namespace RnnPS;

/// <summary>
/// How gradients change the weights: a rule with its constants, which are PyTorch's by default. Its state is made anew for each
/// training.
/// </summary>
public abstract record RnnOptimizer
{
    private protected RnnOptimizer(double learningRate) => LearningRate = learningRate;

    /// <summary>The names that <see cref="Parse"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = new RnnList<string>(["Adam", "AdamW", "Sgd", "RmsProp", "Adagrad"]);

    /// <summary>The learning rate that a schedule starts from; above 0.</summary>
    public double LearningRate { get; init; }

    /// <summary>
    /// The weight decay, 0 or more: an L2 penalty added to the gradient, but for <see cref="AdamWOptimizer"/>, which shrinks the
    /// weights apart from it.
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>The rule's name, as <c>Adam</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// An optimizer with PyTorch's constants, but a learning rate of 0.01 for all of them: the series that people train on are short,
    /// and an epoch of one takes few steps.
    /// </summary>
    /// <param name="text">One of <see cref="Names"/>, in any case.</param>
    /// <returns>The optimizer.</returns>
    /// <exception cref="RnnException">There is none of that name (<see cref="RnnErrorId.TrainingOption"/>).</exception>
    /// <remarks>PowerShell converts text by it.</remarks>
    public static RnnOptimizer Parse(string text) => Create(text) with { LearningRate = 1e-2 };

    /// <summary>Requires that all constants are in their ranges.</summary>
    /// <exception cref="RnnException">One is not (<see cref="RnnErrorId.TrainingOption"/>).</exception>
    internal virtual void RequireValid()
    {
        NumberRules.Positive(LearningRate, nameof(LearningRate));
        NumberRules.NotNegative(WeightDecay, nameof(WeightDecay));
    }

    /// <summary>The rule with zeros as its state.</summary>
    /// <param name="lengths">The lengths of the arrays of parameters.</param>
    internal abstract Optimizer<T> Create<T>(IReadOnlyList<int> lengths)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private static RnnOptimizer Create(string text) => Names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) switch
    {
        "Adam" => new AdamOptimizer(),
        "AdamW" => new AdamWOptimizer(),
        "Sgd" => new SgdOptimizer(),
        "RmsProp" => new RmsPropOptimizer(),
        "Adagrad" => new AdagradOptimizer(),
        _ => throw new RnnException(
            RnnErrorId.TrainingOption,
            $"There is no optimizer '{text}': expected one of {string.Join(", ", Names)}, or one with constants of its own, as "
            + "[RnnPS.SgdOptimizer]@{ Momentum = 0.9; Nesterov = $true }.",
            text),
    };
}
