namespace RnnPS;

/// <summary>Fits a model's scaling to what it is trained on.</summary>
internal static class TrainingScaling
{
    /// <summary>The scaling for a training.</summary>
    /// <param name="model">The model, whose scaling is kept where no other was asked for.</param>
    /// <param name="parts">What is trained on.</param>
    /// <param name="options">The options.</param>
    public static ModelScaling? Fit(RnnModel model, IReadOnlyList<(TrainingSeries Series, int Steps)> parts, RnnTrainingOptions options)
    {
        // Classes, counts and probabilities have no unit; and a state or what leaves an activation can't leave its bounds.
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

    // Quantiles of a target are scaled as it is.
    private static RnnScaler ForOutputs(RnnScaler target, int outputs)
    {
        int each = outputs / target.Count;
        RnnVector Spread(RnnVector values) => new([.. Enumerable.Range(0, outputs).Select(output => values[output / each])]);
        return RnnScaler.Create(target.Kind, Spread(target.Offset), Spread(target.Scale));
    }
}
