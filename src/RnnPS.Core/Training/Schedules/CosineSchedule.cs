namespace RnnPS;

/// <summary>
/// Lets the learning rate rise in a line over the first epochs, then fall along half a cosine to its minimum (Loshchilov and
/// Hutter 2017, "SGDR: stochastic gradient descent with warm restarts", without the restarts), as PyTorch's
/// <c>CosineAnnealingLR</c> behind a linear warm-up.
/// </summary>
public sealed record CosineSchedule : RnnSchedule
{
    /// <summary>The epochs of the rise, 0 or more: epoch e of them has (e + 1) / <see cref="WarmUp"/> of the learning rate.</summary>
    public int WarmUp { get; init; }

    /// <summary>What the learning rate falls to, 0 or more.</summary>
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
