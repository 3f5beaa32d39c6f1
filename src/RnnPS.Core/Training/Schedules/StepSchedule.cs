namespace RnnPS;

/// <summary>
/// Multiplies the learning rate by a factor every <see cref="StepSize"/> epochs, like PyTorch's <c>StepLR</c>.
/// </summary>
public sealed record StepSchedule : RnnSchedule
{
    /// <summary>The number of epochs between two reductions, at least 1.</summary>
    public int StepSize { get; init; } = 30;

    /// <summary>The factor, above 0.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <inheritdoc/>
    public override string Name => "Step";

    internal override void RequireValid()
    {
        NumberRules.AtLeast(1, StepSize, nameof(StepSize));
        NumberRules.Positive(Gamma, nameof(Gamma));
    }

    internal override double Rate(LearningRate rate, int epoch, int epochs) => rate.Initial * Math.Pow(Gamma, epoch / StepSize);
}
