namespace RnnPS;

/// <summary>
/// Multiplies the learning rate by a factor when the loss stops improving, like PyTorch's <c>ReduceLROnPlateau</c>. It observes
/// the validation loss if there is a validation part, otherwise the training loss.
/// </summary>
public sealed record PlateauSchedule : RnnSchedule
{
    // A smaller reduction is skipped, as in PyTorch.
    private const double LeastChange = 1e-8;

    /// <summary>The factor, above 0 and below 1.</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>The number of epochs without improvement to tolerate before a reduction, 0 or more.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>
    /// The relative improvement that counts, at least 0 and below 1: the loss must fall below best · (1 − threshold).
    /// </summary>
    public double Threshold { get; init; } = 1e-4;

    /// <summary>The number of epochs after a reduction that do not count as bad, 0 or more.</summary>
    public int Cooldown { get; init; }

    /// <summary>The lowest learning rate, 0 or more.</summary>
    public double Minimum { get; init; }

    /// <inheritdoc/>
    public override string Name => "Plateau";

    internal override void RequireValid()
    {
        NumberRules.Positive(Factor, nameof(Factor));
        NumberRules.Fraction(Factor, nameof(Factor));
        NumberRules.AtLeast(0, Patience, nameof(Patience));
        NumberRules.Fraction(Threshold, nameof(Threshold));
        NumberRules.AtLeast(0, Cooldown, nameof(Cooldown));
        NumberRules.NotNegative(Minimum, nameof(Minimum));
    }

    internal override double Rate(LearningRate rate, int epoch, int epochs) => rate.Current;

    internal override void Observe(LearningRate rate, double loss)
    {
        if (loss < rate.Best * (1 - Threshold))
        {
            rate.Best = loss;
            rate.BadEpochs = 0;
        }
        else
        {
            rate.BadEpochs++;
        }

        if (rate.Cooldown > 0)
        {
            rate.Cooldown--;
            rate.BadEpochs = 0;
        }

        if (rate.BadEpochs > Patience)
        {
            double reduced = Math.Max(rate.Current * Factor, Minimum);
            rate.Current = rate.Current - reduced > LeastChange ? reduced : rate.Current;
            rate.Cooldown = Cooldown;
            rate.BadEpochs = 0;
        }
    }
}
