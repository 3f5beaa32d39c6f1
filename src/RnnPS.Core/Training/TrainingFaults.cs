namespace RnnPS;

/// <summary>The error of a training that runs away, so that wherever it is found it reads the same.</summary>
internal static class TrainingFaults
{
    /// <summary>A loss or a gradient that is not finite.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="value">Its value.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="batch">The batch, from 0; null after the last.</param>
    public static RnnException NotFinite(string what, double value, int epoch, int? batch = null)
    {
        string where = FormattableString.Invariant($"epoch {epoch + 1}{(batch is { } index ? FormattableString.Invariant($", batch {index + 1}") : string.Empty)}");
        return new RnnException(
            RnnErrorId.LossNotFinite,
            FormattableString.Invariant($"The {what} became {value} in {where}: the model keeps the best weights of the epochs before. ")
            + "Lower -LearningRate, bound the gradient by -ClipNorm, or scale the data.",
            value);
    }
}
