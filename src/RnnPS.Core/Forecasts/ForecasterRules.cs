namespace RnnPS;

/// <summary>What a forecast asks of a model and of the rows to come.</summary>
internal static class ForecasterRules
{
    /// <summary>Requires that no layer reads in reverse.</summary>
    /// <exception cref="RnnException">One does (<see cref="RnnErrorId.Direction"/>).</exception>
    public static void RequireForward(RnnModel model, WeightSet weights)
    {
        if (weights.NeedsWholeSequence)
        {
            throw new RnnException(
                RnnErrorId.Direction,
                $"The model {model} reads sequences in reverse, but a forecast has no known end: forecast with a model whose "
                + "layers are all Forward.",
                model);
        }
    }

    /// <summary>Requires that the outputs that are fed back can become inputs.</summary>
    /// <exception cref="RnnException">They can't (<see cref="RnnErrorId.Feedback"/>).</exception>
    public static void RequireFeedback(RnnModel model, RnnForecastOptions options)
    {
        if (options.Lead == 0 && options.Feedback.FedBack > 0)
        {
            throw new RnnException(
                RnnErrorId.Feedback,
                $"The model {model} predicts the target of the same step as the input (a lead of 0), so its output can't become the next "
                + "input: train it with a -Lead of 1 or more, or on inputs that are not targets.",
                model);
        }

        if (model.Weights.VocabularySize is not null && options.Feedback.FedBack > 0 && options.Count > options.Lead)
        {
            throw new RnnException(
                RnnErrorId.Feedback,
                $"The model {model} reads tokens, and its predictions are numbers that can't become tokens: forecast no more steps than the lead, or give "
                + "the tokens by -Future.",
                model);
        }
    }

    /// <summary>Requires that a model can give an interval.</summary>
    /// <param name="share">The share of the widest interval.</param>
    /// <param name="predictive">What the model tells of the spread of a prediction.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">The options of the forecast.</param>
    /// <exception cref="RnnException">It can't, or not such a wide one (<see cref="RnnErrorId.Interval"/>).</exception>
    public static void RequireInterval(double share, Predictive predictive, RnnModel model, RnnForecastOptions options)
    {
        double tail = (1 - share) / 2;
        if (!predictive.Spreads)
        {
            throw new RnnException(
                RnnErrorId.Interval,
                model.Training?.Loss is { PredictsTargets: false } and not PinballLoss
                    ? $"An interval needs residuals or quantiles, but the model {model} predicts probabilities of classes: leave -Interval out."
                    : $"An interval needs residuals or quantiles: the model {model} has {(options.Residuals is null ? "no residuals" : "only one residual")} of a "
                        + "validation part, and does not output two or more quantiles. Train it with -ValidationFraction above 0, or with -Loss "
                        + "Pinball and quantiles, or leave -Interval out.",
                share);
        }

        if (predictive is QuantilePredictive quantiles && !(quantiles.Reaches(tail) && quantiles.Reaches(1 - tail)))
        {
            throw new RnnException(
                RnnErrorId.Interval,
                FormattableString.Invariant($"An interval of {share} needs the quantiles {tail:G4} and {1 - tail:G4}, but the model outputs quantiles ")
                + FormattableString.Invariant($"from {quantiles.Least} to {quantiles.Most}: give a smaller -Interval, or train with wider quantiles."),
                share);
        }
    }

    /// <summary>Requires that the known inputs of the rows to come are there.</summary>
    /// <param name="history">The history.</param>
    /// <param name="future">The rows to come; null if there are none.</param>
    /// <param name="count">The number of rows that are needed.</param>
    /// <param name="vocabularySize">The number of tokens that the model knows; null if it reads numbers.</param>
    /// <param name="options">The options of the forecast.</param>
    /// <exception cref="RnnException">A row or a value is missing (<see cref="RnnErrorId.Future"/>), or is no token (<see cref="RnnErrorId.Token"/>).</exception>
    public static void RequireFuture(RnnSequence history, RnnSequence? future, int count, int? vocabularySize, RnnForecastOptions options)
    {
        int given = options.Feedback.Given.Count;
        if (count > 0 && (future is null || future.Length < count || future.FeatureCount != given))
        {
            throw new RnnException(
                RnnErrorId.Future,
                FormattableString.Invariant($"To forecast {RnnMessages.Count(options.Count, "step")} of the sequence {history.Key}, the model needs known values of ")
                + $"{RnnMessages.Count(given, "input")} ({GivenNames(history, options)}) for {RnnMessages.Count(count, "step")}, but "
                + (future is null
                    ? "there are none"
                    : $"the future has {RnnMessages.Count(future.Length, "row")} of {RnnMessages.Count(future.FeatureCount, "feature")}")
                + ": give them by -Future, one row per step, starting after the history.",
                future);
        }

        for (int step = 0; step < count; step++)
        {
            if (future!.Values[step].Any(double.IsNaN))
            {
                throw new RnnException(
                    RnnErrorId.Future,
                    FormattableString.Invariant($"Row {step} of the future inputs of the sequence {history.Key} has a missing value: give one for each of {GivenNames(history, options)}."),
                    future.Values[step]);
            }

            if (vocabularySize is { } tokens)
            {
                TimestepRules.RequireToken(
                    future.Values[step][0], tokens, FormattableString.Invariant($"Row {step} of the future inputs of the sequence {history.Key}"));
            }
        }
    }

    private static string GivenNames(RnnSequence history, RnnForecastOptions options) => MessageText.Names(options.Feedback.Given.Select(
        input => history.FeatureNames.Count > 0 ? history.FeatureNames[input] : FormattableString.Invariant($"feature {input}")));
}
