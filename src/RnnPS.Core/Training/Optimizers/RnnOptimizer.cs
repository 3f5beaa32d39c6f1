using System.Numerics;

namespace RnnPS;

/// <summary>
/// An optimizer: the rule that updates the weights from the gradient, and its constants. The defaults are PyTorch's, except the
/// learning rate. Each training starts with a new optimizer state.
/// </summary>
public abstract record RnnOptimizer
{
    // A new optimizer adds its line here.
    private static readonly (string Name, Func<RnnOptimizer> Create)[] Known =
    [
        ("Adam", () => new AdamOptimizer()),
        ("AdamW", () => new AdamWOptimizer()),
        ("Sgd", () => new SgdOptimizer()),
        ("RmsProp", () => new RmsPropOptimizer()),
        ("Adagrad", () => new AdagradOptimizer()),
    ];

    private protected RnnOptimizer()
    {
    }

    /// <summary>The names that <see cref="Parse"/> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = new RnnList<string>([.. Known.Select(optimizer => optimizer.Name)]);

    /// <summary>
    /// The initial learning rate, above 0. By default it is 0.01 for every optimizer: typical series are short, so an epoch takes few
    /// steps. PyTorch has 0.001 for Adam, AdamW and SGD.
    /// </summary>
    public double LearningRate { get; init; } = 1e-2;

    /// <summary>
    /// The weight decay, 0 or more. It adds an L2 penalty to the gradient. <see cref="AdamWOptimizer"/> shrinks the weights directly
    /// instead.
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>The name of the optimizer, such as <c>Adam</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Creates an optimizer with its default constants.</summary>
    /// <param name="text">One of <see cref="Names"/>; case does not matter.</param>
    /// <returns>The optimizer.</returns>
    /// <exception cref="RnnException">No optimizer has that name (<see cref="RnnErrorId.TrainingOption"/>).</exception>
    /// <remarks>PowerShell calls this method to convert text to an optimizer.</remarks>
    public static RnnOptimizer Parse(string text) =>
        Array.Find(Known, optimizer => optimizer.Name.Equals(text, StringComparison.OrdinalIgnoreCase)).Create?.Invoke()
        ?? throw new RnnException(
            RnnErrorId.TrainingOption,
            $"There is no optimizer '{MessageText.Excerpt(text)}': expected one of {string.Join(", ", Names)}, or an optimizer with your own constants, such as "
            + "[RnnPS.SgdOptimizer]@{ Momentum = 0.9; Nesterov = $true }.",
            text);

    /// <summary>Requires that all constants are in their ranges.</summary>
    /// <exception cref="RnnException">A constant is out of range (<see cref="RnnErrorId.TrainingOption"/>).</exception>
    internal virtual void RequireValid()
    {
        NumberRules.Positive(LearningRate, nameof(LearningRate));
        NumberRules.NotNegative(WeightDecay, nameof(WeightDecay));
    }

    /// <summary>Creates the optimizer for a model, with all state at zero.</summary>
    /// <param name="lengths">The lengths of the parameter arrays.</param>
    internal abstract Optimizer<T> Create<T>(IReadOnlyList<int> lengths)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
