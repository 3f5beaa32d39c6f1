namespace RnnPS;

/// <summary>Joins a separate list of targets with the inputs.</summary>
internal static class TrainingTargets
{
    /// <summary>Creates a table of inputs and targets.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="columns">The columns of the sequence that are inputs.</param>
    /// <param name="targets">One target for each timestep.</param>
    /// <param name="names">The names of the targets; null if they have none.</param>
    /// <param name="keepsRows">Whether the table keeps the source rows.</param>
    /// <returns>The table, and its input and target columns.</returns>
    /// <exception cref="RnnException">
    /// The number of targets is not the number of timesteps, or the targets differ in length
    /// (<see cref="RnnErrorId.TargetLength"/>), or a target is infinite (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public static (RnnSequence Table, TrainingColumns Columns) Join(
        RnnSequence inputs, TrainingColumns columns, double[][] targets, string[]? names = null, bool keepsRows = false)
    {
        if (targets.Length != inputs.Length)
        {
            throw new RnnException(
                RnnErrorId.TargetLength,
                FormattableString.Invariant($"Sequence {inputs.Key} has {RnnMessages.Count(inputs.Length, "timestep")}, but ")
                + $"{RnnMessages.Count(targets.Length, "target")} {(targets.Length == 1 ? "is" : "are")} given: give one target for each timestep.",
                targets);
        }

        int features = columns.Inputs.Count;
        int size = targets[0].Length;
        int weights = columns.Weight is null ? 0 : 1;
        int width = features + size + weights;
        var values = new double[MemoryLimit.ArrayLength((long)inputs.Length * width)];
        for (int row = 0; row < inputs.Length; row++)
        {
            if (targets[row].Length != size)
            {
                throw new RnnException(
                    RnnErrorId.TargetLength,
                    FormattableString.Invariant($"Target {row}, {new RnnVector(targets[row])}, has {RnnMessages.Count(targets[row].Length, "number")}: expected ")
                    + FormattableString.Invariant($"{size}, as in the first target."),
                    targets[row]);
            }

            Span<double> to = values.AsSpan(row * width, width);
            for (int i = 0; i < features; i++)
            {
                to[i] = inputs.Values[row][columns.Inputs[i]];
            }

            targets[row].CopyTo(to[features..]);
            if (columns.Weight is { } weight)
            {
                to[^1] = inputs.Values[row][weight];
            }
        }

        var table = new RnnSequence(
            inputs.Key,
            new RnnMatrix(inputs.Length, width, values),
            Names(inputs, columns, names),
            keepsRows && inputs.Source.Count > 0 ? inputs.Source : null,
            [.. Enumerable.Range(0, inputs.Length).Select(inputs.StepAt)],
            mask: inputs.Mask.Count > 0 ? inputs.Mask : null);
        int? weightColumn = weights == 0 ? null : width - 1;
        return (table, new TrainingColumns([.. Enumerable.Range(0, features)], [.. Enumerable.Range(features, size)], weightColumn));
    }

    private static string[]? Names(RnnSequence inputs, TrainingColumns columns, string[]? targets) =>
        targets is null || inputs.FeatureNames.Count == 0
            ? null
            : [.. columns.Inputs.Select(column => inputs.FeatureNames[column]), .. targets, .. columns.Weight is { } weight ? [inputs.FeatureNames[weight]] : Array.Empty<string>()];
}
