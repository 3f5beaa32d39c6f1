namespace RnnPS;

/// <summary>How the learning rate changes from epoch to epoch.</summary>
public abstract record RnnSchedule
{
    private protected RnnSchedule()
    {
    }

    /// <summary>The names that <see cref="Parse"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = new RnnList<string>(["Constant", "Step", "Exponential", "Cosine", "Plateau"]);

    /// <summary>The schedule's name, as <c>Cosine</c>.</summary>
    public abstract string Name { get; }

    /// <summary>A schedule with its usual constants.</summary>
    /// <param name="text">One of <see cref="Names"/>, in any case.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="RnnException">There is none of that name (<see cref="RnnErrorId.TrainingOption"/>).</exception>
    /// <remarks>PowerShell converts text by it.</remarks>
    public static RnnSchedule Parse(string text) => Names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) switch
    {
        "Constant" => new ConstantSchedule(),
        "Step" => new StepSchedule(),
        "Exponential" => new ExponentialSchedule(),
        "Cosine" => new CosineSchedule(),
        "Plateau" => new PlateauSchedule(),
        _ => throw new RnnException(
            RnnErrorId.TrainingOption,
            $"There is no schedule '{text}': expected one of {string.Join(", ", Names)}, or one with constants of its own, as "
            + "[RnnPS.StepSchedule]@{ StepSize = 20; Gamma = 0.5 }.",
            text),
    };

    /// <summary>Requires that all constants are in their ranges.</summary>
    /// <exception cref="RnnException">One is not (<see cref="RnnErrorId.TrainingOption"/>).</exception>
    internal virtual void RequireValid()
    {
    }

    /// <summary>The learning rate of an epoch.</summary>
    /// <param name="rate">What is known of the epochs before.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="epochs">How many there will be.</param>
    internal abstract double Rate(LearningRate rate, int epoch, int epochs);

    /// <summary>Takes note of an epoch's loss; only a schedule that waits for it does.</summary>
    internal virtual void Observe(LearningRate rate, double loss)
    {
    }
}
