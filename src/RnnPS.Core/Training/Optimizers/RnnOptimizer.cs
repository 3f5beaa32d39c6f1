using System.Numerics;

namespace RnnPS;

/// <summary>
/// How gradients change the weights: a rule with its constants, which are PyTorch's by default. Its state is made anew for each
/// training.
/// </summary>
public abstract record RnnOptimizer
{
    private protected RnnOptimizer(double learningRate) => LearningRate = learningRate;

    /// <summary>The learning rate that a schedule starts from; above 0.</summary>
    public double LearningRate { get; init; }

    /// <summary>
    /// The weight decay, 0 or more: an L2 penalty added to the gradient, but for <see cref="AdamWOptimizer"/>, which shrinks the
    /// weights apart from it.
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>The rule's name, as <c>Adam</c>.</summary>
    internal abstract string Name { get; }

    /// <summary>Requires that all constants are in their ranges.</summary>
    /// <exception cref="RnnException">One is not (<see cref="RnnErrorId.TrainingOption"/>).</exception>
    internal virtual void RequireValid()
    {
        TrainingRules.Positive(LearningRate, nameof(LearningRate));
        TrainingRules.NotNegative(WeightDecay, nameof(WeightDecay));
    }

    /// <summary>The rule with zeros as its state.</summary>
    /// <param name="lengths">The lengths of the arrays of parameters.</param>
    internal abstract Optimizer<T> Create<T>(IReadOnlyList<int> lengths)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
