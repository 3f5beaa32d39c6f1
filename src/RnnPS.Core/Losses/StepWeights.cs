namespace RnnPS;

/// <summary>The rule that the weight of a step in the loss must keep.</summary>
internal static class StepWeights
{
    /// <summary>Requires a finite number that is not negative.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="step">The step's number, for the error.</param>
    /// <exception cref="RnnException">It is another number (<see cref="RnnErrorId.StepWeight"/>).</exception>
    public static void Require(double weight, long step)
    {
        if (!double.IsFinite(weight) || weight < 0)
        {
            throw new RnnException(
                RnnErrorId.StepWeight,
                FormattableString.Invariant($"The weight {weight} of step {step} can't weigh a loss: expected a finite number, at least 0."),
                weight);
        }
    }
}
