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

        if (options.Scaling == RnnScaling.None)
        {
            // The next training keeps it so.
            return new ModelScaling(null, null);
        }

        RnnScaling kind = options.Scaling ?? RnnScaling.Standard;
        // Tokens are names in numbers, which have no scale.
        RnnScaler? input = model.EmbeddingWeights is null ? TrainingSeries.Fit(kind, parts, targets: false) : null;
        RnnScaler? target = scalesOutput ? TrainingSeries.Fit(kind, parts, targets: true) : null;
        // Every quantile of a target uses the target's scaling.
        return input is null && target is null ? null : new ModelScaling(input, target?.Repeat(model.OutputSize / target.Count));
    }

    /// <summary>The targets with a value outside 0 to 1, if the output layer only gives such values.</summary>
    /// <param name="model">The model.</param>
    /// <param name="series">The training data.</param>
    /// <param name="loss">The loss. Targets of one with classes are not values of the output.</param>
    public static IReadOnlyList<string> UnreachableTargets(RnnModel model, IReadOnlyList<TrainingSeries> series, RnnLossFunction loss)
    {
        if (model.OutputActivation == RnnOutputActivation.Identity || loss.HasClasses)
        {
            return [];
        }

        var unreachable = new bool[series[0].TargetSize];
        var target = new double[unreachable.Length];
        foreach (TrainingSeries one in series)
        {
            for (int step = 0; step < one.Length; step++)
            {
                one.CopyTarget(step, target);
                for (int i = 0; i < target.Length; i++)
                {
                    unreachable[i] |= target[i] is < 0 or > 1;
                }
            }
        }

        return [.. Enumerable.Range(0, unreachable.Length).Where(i => unreachable[i]).Select(series[0].TargetName)];
    }

    /// <summary>The columns that were constant in the training part, by name or else by number.</summary>
    /// <param name="scaling">The scaling that was fitted; null for none.</param>
    /// <param name="series">A series with the names.</param>
    public static IReadOnlyList<string> ConstantColumns(ModelScaling? scaling, TrainingSeries series)
    {
        IEnumerable<string> Names(RnnScaler? scaler, IReadOnlyList<string> names, int columns, string noun) => (scaler?.ConstantFeatures ?? [])
            .Select(feature => feature / (scaler!.Count / columns))
            .Select(column => names.Count > 0 ? names[column] : FormattableString.Invariant($"{noun} {column}"));
        return new RnnList<string>(
        [
            .. Names(scaling?.Input, series.InputNames, series.InputSize, "input")
                .Concat(Names(scaling?.Output, series.TargetNames, series.TargetSize, "target"))
                .Distinct(),
        ]);
    }
}
