namespace RnnPS;

/// <summary>A learning-rate schedule: how the learning rate changes from epoch to epoch.</summary>
public abstract record RnnSchedule
{
    // A new schedule adds its line here.
    private static readonly (string Name, Func<RnnSchedule> Create)[] Known =
    [
        ("Constant", () => new ConstantSchedule()),
        ("Step", () => new StepSchedule()),
        ("Exponential", () => new ExponentialSchedule()),
        ("Cosine", () => new CosineSchedule()),
        ("Plateau", () => new PlateauSchedule()),
    ];

    private protected RnnSchedule()
    {
    }

    /// <summary>The names that <see cref="Parse"/> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = new RnnList<string>([.. Known.Select(schedule => schedule.Name)]);

    /// <summary>The name of the schedule, such as <c>Cosine</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Creates a schedule with its default constants.</summary>
    /// <param name="text">One of <see cref="Names"/>; case does not matter.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="RnnException">No schedule has that name (<see cref="RnnErrorId.TrainingOption"/>).</exception>
    /// <remarks>PowerShell calls this method to convert text to a schedule.</remarks>
    public static RnnSchedule Parse(string text) =>
        Array.Find(Known, schedule => schedule.Name.Equals(text, StringComparison.OrdinalIgnoreCase)).Create?.Invoke()
        ?? throw new RnnException(
            RnnErrorId.TrainingOption,
            $"There is no schedule '{MessageText.Excerpt(text)}': expected one of {string.Join(", ", Names)}, or a schedule with your own constants, such as "
            + "[RnnPS.StepSchedule]@{ StepSize = 20; Gamma = 0.5 }.",
            text);

    /// <summary>Requires that all constants are in their ranges.</summary>
    /// <exception cref="RnnException">A constant is out of range (<see cref="RnnErrorId.TrainingOption"/>).</exception>
    internal virtual void RequireValid()
    {
    }

    /// <summary>Computes the learning rate of an epoch.</summary>
    /// <param name="rate">The state of the schedule.</param>
    /// <param name="epoch">The zero-based index of the epoch.</param>
    /// <param name="epochs">The total number of epochs.</param>
    internal abstract double Rate(LearningRate rate, int epoch, int epochs);

    /// <summary>Observes the loss of an epoch. Only <see cref="PlateauSchedule"/> uses it.</summary>
    internal virtual void Observe(LearningRate rate, double loss)
    {
    }
}
