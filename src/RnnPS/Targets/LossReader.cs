namespace RnnPS;

/// <summary>Creates a loss from its name and its constants.</summary>
internal static class LossReader
{
    /// <summary>Returns the loss that the parameters select.</summary>
    /// <param name="loss">The value of -Loss, or null.</param>
    /// <param name="delta">The value of -Delta, or null. Without -Loss, it selects the Huber loss.</param>
    /// <param name="quantile">The value of -Quantile, or null. Without -Loss, it selects the pinball loss.</param>
    /// <returns>The loss. Without any parameter, the mean squared error.</returns>
    /// <exception cref="RnnException">
    /// A constant does not apply to the given loss (<see cref="RnnErrorId.Parameters"/>), or is out of range
    /// (<see cref="RnnErrorId.Loss"/>).
    /// </exception>
    public static RnnLossFunction Read(RnnLossFunction? loss, double? delta, double[]? quantile)
    {
        RequireFits(loss, nameof(RnnLossFunction.Huber), "Delta", given: delta is not null);
        RequireFits(loss, nameof(RnnLossFunction.Pinball), "Quantile", given: quantile is not null);
        RnnLossFunction read = (delta, quantile) switch
        {
            (not null, not null) => throw new RnnException(
                RnnErrorId.Parameters,
                "-Delta is for the Huber loss and -Quantile for the pinball loss: leave one of the two out.",
                delta),
            ({ } given, _) => RnnLossFunction.Huber(given),
            (_, { } given) => RnnLossFunction.Pinball(given),
            _ => loss ?? RnnLossFunction.MeanSquaredError,
        };
        // A loss that was given by its name has the default constants.
        if (loss is not null && loss != read && loss != RnnLossFunction.Parse(loss.Name))
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"-Loss is {loss}, which has its constants, but -{(quantile is null ? "Delta" : "Quantile")} asks for {read}: give the constants once.",
                loss);
        }

        return read;
    }

    private static void RequireFits(RnnLossFunction? loss, string name, string parameter, bool given)
    {
        if (given && loss is not null && loss.Name != name)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"-{parameter} applies only to the loss {name}, and -Loss is {loss}: leave -{parameter} out, or give -Loss {name}.",
                loss);
        }
    }
}
