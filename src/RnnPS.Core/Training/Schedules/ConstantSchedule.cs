namespace RnnPS;

/// <summary>One learning rate for all epochs.</summary>
public sealed record ConstantSchedule : RnnSchedule
{
    /// <inheritdoc/>
    public override string Name => "Constant";

    internal override double Rate(LearningRate rate, int epoch, int epochs) => rate.Initial;
}
