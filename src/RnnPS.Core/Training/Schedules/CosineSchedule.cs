namespace RnnPS;

/// <summary>
/// Raises the learning rate linearly during a warm-up, then lowers it along half a cosine to its minimum (Loshchilov and Hutter
/// 2017, "SGDR: stochastic gradient descent with warm restarts", without the restarts). After the warm-up it equals PyTorch's
/// <c>CosineAnnealingLR</c>.
/// </summary>
public sealed record CosineSchedule : RnnSchedule
{
    /// <summary>
    /// The number of warm-up epochs, 0 or more. The zero-based warm-up epoch e has (e + 1) / <see cref="WarmUp"/> of the learning
    /// rate.
    /// </summary>
    public int WarmUp { get; init; }

    /// <summary>The final learning rate, 0 or more.</summary>
    public double Minimum { get; init; }

    /// <inheritdoc/>
    public override string Name => "Cosine";

    internal override void RequireValid()
    {
        NumberRules.AtLeast(0, WarmUp, nameof(WarmUp));
        NumberRules.NotNegative(Minimum, nameof(Minimum));
    }

    internal override double Rate(LearningRate rate, int epoch, int epochs)
    {
        if (epoch < WarmUp)
        {
            return rate.Initial * (epoch + 1) / WarmUp;
        }

        double part = (double)(epoch - WarmUp) / Math.Max(1, epochs - WarmUp);
        return Minimum + ((rate.Initial - Minimum) * (1 + Math.Cos(Math.PI * part)) / 2);
    }
}
