namespace RnnPS;

/// <summary>Validates the weight of a step in the loss.</summary>
internal static class StepWeights
{
    /// <summary>Requires a finite weight of 0 or more.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="step">The number of the step, for the error message.</param>
    /// <exception cref="RnnException">The weight is negative or not finite (<see cref="RnnErrorId.StepWeight"/>).</exception>
    public static void Require(double weight, long step)
    {
        if (!double.IsFinite(weight) || weight < 0)
        {
            throw new RnnException(
                RnnErrorId.StepWeight,
                FormattableString.Invariant($"The weight of step {step} is {weight}: expected a finite number of 0 or more."),
                weight);
        }
    }
}
