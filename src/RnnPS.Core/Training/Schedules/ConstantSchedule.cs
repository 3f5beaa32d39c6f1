namespace RnnPS;

/// <summary>Keeps the learning rate constant.</summary>
public sealed record ConstantSchedule : RnnSchedule
{
    /// <inheritdoc/>
    public override string Name => "Constant";

    internal override double Rate(LearningRate rate, int epoch, int epochs) => rate.Initial;
}
