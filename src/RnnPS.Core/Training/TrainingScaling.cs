namespace RnnPS;

/// <summary>Fits a model's scaling to its training data.</summary>
internal static class TrainingScaling
{
    /// <summary>Returns the scaling to train with; null for none.</summary>
    /// <param name="model">The model. It keeps its own scaling if the options do not set one.</param>
    /// <param name="parts">The training part of each series.</param>
    /// <param name="options">The training options.</param>
    public static ModelScaling? Fit(RnnModel model, IReadOnlyList<(TrainingSeries Series, int Steps)> parts, RnnTrainingOptions options)
    {
        // Classes, counts and probabilities have no unit to scale. Hidden states and activated outputs have fixed bounds.
        bool scalesOutput = ScaledLoss.Takes(options.Loss)
            && model is { OutputWeights: not null, OutputActivation: RnnOutputActivation.Identity };
        if (options.Scaling is null && model.Weights.Scaling is { } kept)
        {
            return scalesOutput ? kept : kept with { Output = null };
        }

        RnnScaling kind = options.Scaling ?? RnnScaling.Standard;
        RnnScaler? input = TrainingSeries.Fit(kind, parts, targets: false);
        RnnScaler? target = scalesOutput ? TrainingSeries.Fit(kind, parts, targets: true) : null;
        return input is null ? null : new ModelScaling(input, target is null ? null : ForOutputs(target, model.OutputSize));
    }

    // Every quantile of a target uses the target's scaling.
    private static RnnScaler ForOutputs(RnnScaler target, int outputs)
    {
        int each = outputs / target.Count;
        RnnVector Spread(RnnVector values) => new([.. Enumerable.Range(0, outputs).Select(output => values[output / each])]);
        return RnnScaler.Create(target.Kind, Spread(target.Offset), Spread(target.Scale));
    }
}
