namespace RnnPS;

/// <summary>Multiplies the learning rate by a factor every epoch, like PyTorch's <c>ExponentialLR</c>.</summary>
public sealed record ExponentialSchedule : RnnSchedule
{
    /// <summary>The factor, above 0.</summary>
    public double Gamma { get; init; } = 0.97;

    /// <inheritdoc/>
    public override string Name => "Exponential";

    internal override void RequireValid() => NumberRules.Positive(Gamma, nameof(Gamma));

    internal override double Rate(LearningRate rate, int epoch, int epochs) => rate.Initial * Math.Pow(Gamma, epoch);
}
