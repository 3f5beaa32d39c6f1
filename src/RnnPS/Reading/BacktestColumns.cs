namespace RnnPS;

/// <summary>Finds the inputs and the targets of a backtest among the features of a series, or in its source rows.</summary>
/// <param name="inputs">The names of the inputs; empty if they are unknown.</param>
/// <param name="targets">The names of the targets; empty if they are unknown.</param>
/// <param name="inputCount">The number of inputs of the model.</param>
/// <param name="targetCount">The number of targets.</param>
/// <param name="texts">How text writes numbers.</param>
internal sealed class BacktestColumns(
    IReadOnlyList<string> inputs, IReadOnlyList<string> targets, int inputCount, int targetCount, NumberTexts texts)
{
    /// <summary>The index of the feature of each input.</summary>
    public int[] Inputs { get; } = [.. Enumerable.Range(0, inputCount)];

    /// <summary>The index of the feature of each target: an input, or one of the features after the inputs.</summary>
    public int[] Targets { get; private set; } = [];

    /// <summary>Takes the inputs and the targets of a series.</summary>
    /// <param name="series">The series.</param>
    /// <returns>A series whose features are the inputs and then the targets that are not inputs.</returns>
    /// <exception cref="RnnException">
    /// A feature is not there (<see cref="RnnErrorId.PropertyMissing"/>, <see cref="RnnErrorId.InputLength"/>), the features of the targets
    /// are unknown (<see cref="RnnErrorId.Feedback"/>), or the value of a row is not a number.
    /// </exception>
    public RnnSequence Take(RnnSequence series)
    {
        RnnSequence known = SequenceColumns.Select(series, inputs);
        if (known.Length > 0)
        {
            TimestepRules.Check(known.Values[0].AsSpan(), inputCount, known.FeatureNames, RnnPrecision.Double, allowsMissing: true);
        }

        IReadOnlyList<string> names = inputs.Count == inputCount ? inputs : known.FeatureNames;
        (string[] all, Targets) = Find(names);
        string[] others = targets.Count == 0 ? [] : all[names.Count..];
        return others.Length == 0 ? known : Join(known, all, [.. others.Select(name => Read(series, name))]);
    }

    /// <summary>Finds the targets.</summary>
    /// <param name="names">The names of the inputs; empty if they have none.</param>
    /// <returns>The names of the inputs and then of the targets that are not inputs, and the index of each target in them.</returns>
    /// <exception cref="RnnException">The features of the targets are unknown (<see cref="RnnErrorId.Feedback"/>).</exception>
    public (string[] Names, int[] Targets) Find(IReadOnlyList<string> names)
    {
        if (targets.Count == 0)
        {
            RequireOrder();
            return ([.. names], Inputs);
        }

        string[] all = [.. names, .. targets.Where(target => !names.Contains(target, StringComparer.OrdinalIgnoreCase))];
        return (all, [.. targets.Select(target => Array.FindIndex(all, name => name.Equals(target, StringComparison.OrdinalIgnoreCase)))]);
    }

    private void RequireOrder()
    {
        if (targetCount != inputCount)
        {
            throw new RnnException(
                RnnErrorId.Feedback,
                $"The model takes {RnnMessages.Count(inputCount, "input")} and forecasts {RnnMessages.Count(targetCount, "target")}, so it is not known which values the "
                + "forecasts are for: name the inputs by -Property and the targets by -TargetProperty.",
                targetCount);
        }
    }

    private double[] Read(RnnSequence series, string name)
    {
        if (series.Source.Count == 0 || series.FeatureNames.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            int place = SequenceColumns.Place(series, name);
            return [.. series.Values.Select(row => row[place])];
        }

        var reader = new TimestepReader([name], texts);
        return [.. series.Source.Select((row, index) => Read(reader, row, series, index))];
    }

    private static double Read(TimestepReader reader, object? row, RnnSequence series, int index)
    {
        try
        {
            // A row that was left out has no source.
            return row is null ? double.NaN : reader.Read(row)[0];
        }
        catch (RnnException error)
        {
            throw new RnnException(
                error.Id, FormattableString.Invariant($"Step {series.StepAt(index)} of sequence {series.Key}: {error.Message}"), error.Value, error);
        }
    }

    private static RnnSequence Join(RnnSequence known, string[] names, double[][] others) => new(
        known.Key,
        new RnnMatrix(known.Length, names.Length, [.. known.Values.SelectMany((row, index) => row.Concat(others.Select(other => other[index])))]),
        names,
        known.Source.Count == 0 ? null : known.Source,
        [.. Enumerable.Range(0, known.Length).Select(known.StepAt)],
        mask: known.Mask.Count == 0 ? null : known.Mask);
}
