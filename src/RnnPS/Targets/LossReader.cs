namespace RnnPS;

/// <summary>Puts a loss together from its name and its constants.</summary>
internal static class LossReader
{
    /// <summary>The loss that was asked for.</summary>
    /// <param name="loss">What -Loss gave, or null.</param>
    /// <param name="delta">What -Delta gave, or null: a constant of the Huber loss, and by itself that loss.</param>
    /// <param name="quantile">What -Quantile gave, or null: those of the pinball loss, and by themselves that loss.</param>
    /// <returns>The loss; the mean squared error where nothing was given.</returns>
    /// <exception cref="RnnException">
    /// A constant was given for another loss (<see cref="RnnErrorId.Parameters"/>), or is out of range
    /// (<see cref="RnnErrorId.Loss"/>).
    /// </exception>
    public static RnnLossFunction Read(RnnLossFunction? loss, double? delta, double[]? quantile)
    {
        RequireFits(loss, nameof(RnnLossFunction.Huber), "Delta", given: delta is not null);
        RequireFits(loss, nameof(RnnLossFunction.Pinball), "Quantile", given: quantile is not null);
        return (delta, quantile) switch
        {
            (not null, not null) => throw new RnnException(
                RnnErrorId.Parameters,
                "-Delta is for the Huber loss and -Quantile for the pinball loss: leave one of the two out.",
                delta),
            ({ } given, _) => RnnLossFunction.Huber(given),
            (_, { } given) => RnnLossFunction.Pinball(given),
            _ => loss ?? RnnLossFunction.MeanSquaredError,
        };
    }

    private static void RequireFits(RnnLossFunction? loss, string name, string parameter, bool given)
    {
        if (given && loss is not null && loss.Name != name)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"-{parameter} is a constant of the loss {name}, and -Loss is {loss}: leave -{parameter} out, or give -Loss {name}.",
                loss);
        }
    }
}
