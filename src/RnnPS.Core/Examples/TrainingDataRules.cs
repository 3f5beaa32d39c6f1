namespace RnnPS;

/// <summary>Checks that series fit the model to train.</summary>
internal static class TrainingDataRules
{
    /// <summary>Requires that the inputs and targets of a series fit the model and the loss.</summary>
    /// <param name="model">The model.</param>
    /// <param name="series">The series.</param>
    /// <param name="loss">The loss function.</param>
    public static void Require(RnnModel model, TrainingSeries series, RnnLossFunction loss)
    {
        if (series.InputSize != model.InputSize)
        {
            throw new RnnException(
                RnnErrorId.InputLength,
                FormattableString.Invariant($"Sequence {series.Key} has {RnnMessages.Count(series.InputSize, "feature")} as input, but the model {model} takes ")
                + FormattableString.Invariant($"{model.InputSize}. Name one for each input of the model by -Property."),
                series);
        }

        RequireTokens(model, series);
        RequireTargets(model, series, loss);
    }

    private static void RequireTokens(RnnModel model, TrainingSeries series)
    {
        Span<double> token = stackalloc double[1];
        for (int step = 0; model.EmbeddingWeights is not null && step < series.Length; step++)
        {
            if (!series.IsMasked(step))
            {
                series.CopyInput(step, token);
                TimestepRules.RequireToken(
                    token[0], model.EmbeddingWeights.Rows, FormattableString.Invariant($"Step {series.StepAt(step)} of sequence {series.Key}"));
            }
        }
    }

    private static void RequireTargets(RnnModel model, TrainingSeries series, RnnLossFunction loss)
    {
        var target = new double[series.TargetSize];
        for (int step = 0; step < series.Length; step++)
        {
            if (!series.HasTarget(step))
            {
                continue;
            }

            series.CopyTarget(step, target);
            try
            {
                loss.RequireTarget(target, model.OutputSize, series.StepAt(step));
            }
            catch (RnnException error)
            {
                throw new RnnException(error.Id, FormattableString.Invariant($"Sequence {series.Key}: {error.Message}"), error.Value, error);
            }
        }
    }
}
