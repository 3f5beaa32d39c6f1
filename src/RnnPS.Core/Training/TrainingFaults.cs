namespace RnnPS;

/// <summary>Creates the error for a training that diverges, with one message for all places that detect it.</summary>
internal static class TrainingFaults
{
    /// <summary>Creates the error for a loss or a gradient that is not finite.</summary>
    /// <param name="what">The name of the quantity, for the message.</param>
    /// <param name="value">The value that is not finite.</param>
    /// <param name="epoch">The zero-based index of the epoch.</param>
    /// <param name="batch">The zero-based index of the batch; null after the last batch.</param>
    public static RnnException NotFinite(string what, double value, int epoch, int? batch = null)
    {
        string where = FormattableString.Invariant($"epoch {epoch + 1}{(batch is { } index ? FormattableString.Invariant($", batch {index + 1}") : string.Empty)}");
        return new RnnException(
            RnnErrorId.LossNotFinite,
            FormattableString.Invariant($"The {what} became {value} in {where}: the model keeps the best weights so far. ")
            + "Lower -LearningRate, bound the gradient by -ClipNorm, or scale the data.",
            value);
    }
}
