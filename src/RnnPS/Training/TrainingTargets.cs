namespace RnnPS;

/// <summary>Puts targets that were given apart beside the inputs that they belong to.</summary>
internal static class TrainingTargets
{
    /// <summary>A table of inputs and targets.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="columns">Which of their features go in.</param>
    /// <param name="targets">One target a timestep.</param>
    /// <returns>The table, and which of its columns are what.</returns>
    /// <exception cref="RnnException">
    /// There are more or fewer targets than timesteps, or they have different lengths (<see cref="RnnErrorId.TargetLength"/>), or one is
    /// infinite (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public static (RnnSequence Table, TrainingColumns Columns) Join(RnnSequence inputs, TrainingColumns columns, double[][] targets)
    {
        if (targets.Length != inputs.Length)
        {
            throw new RnnException(
                RnnErrorId.TargetLength,
                FormattableString.Invariant($"Sequence {inputs.Key} has {RnnMessages.Count(inputs.Length, "timestep")}, and there are ")
                + $"{RnnMessages.Count(targets.Length, "target")}: give one target for each timestep.",
                targets);
        }

        int features = columns.Inputs.Count;
        int size = targets[0].Length;
        var values = new double[inputs.Length * (features + size)];
        for (int row = 0; row < inputs.Length; row++)
        {
            if (targets[row].Length != size)
            {
                throw new RnnException(
                    RnnErrorId.TargetLength,
                    FormattableString.Invariant($"Target {row}, {new RnnVector(targets[row])}, has {RnnMessages.Count(targets[row].Length, "number")}: expected ")
                    + FormattableString.Invariant($"{size}, as the first has."),
                    targets[row]);
            }

            Span<double> to = values.AsSpan(row * (features + size), features + size);
            for (int i = 0; i < features; i++)
            {
                to[i] = inputs.Values[row][columns.Inputs[i]];
            }

            targets[row].CopyTo(to[features..]);
        }

        var table = new RnnSequence(
            inputs.Key,
            new RnnMatrix(inputs.Length, features + size, values),
            steps: [.. Enumerable.Range(0, inputs.Length).Select(inputs.StepAt)],
            mask: inputs.Mask.Count > 0 ? inputs.Mask : null);
        return (table, new TrainingColumns([], [.. Enumerable.Range(0, features)], [.. Enumerable.Range(features, size)]));
    }
}
