namespace RnnPS;

/// <summary>
/// Gives the rows that were left out of a sequence their place back, where neighbours matter: in pairs of inputs and targets, in windows
/// and in the history of a forecast.
/// </summary>
public static class SequenceGaps
{
    /// <summary>Adds a masked timestep of missing values for each number that is left out between the first timestep and the last.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <returns>A new sequence, or the same one if no number is left out.</returns>
    public static RnnSequence Fill(RnnSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        return sequence.Length == 0 ? sequence : Fill(sequence, sequence.Start, sequence.StepAt(sequence.Length - 1) - sequence.Start + 1);
    }

    /// <summary>Takes the timesteps of a range of numbers. Those that were left out are masked and have missing values.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="first">The number of the first timestep.</param>
    /// <param name="length">The number of timesteps.</param>
    /// <returns>A new sequence, or the same one if it has these timesteps and no others, or if it is empty or its numbers do not rise.</returns>
    public static RnnSequence Fill(RnnSequence sequence, long first, long length)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        if (sequence.Length == 0 || HasAll(sequence, first, length) || !Rises(sequence))
        {
            return sequence;
        }

        int count = MemoryLimit.ArrayLength(length * sequence.FeatureCount) / sequence.FeatureCount;
        int[] rows = [.. Enumerable.Repeat(-1, count)];
        for (int row = 0; row < sequence.Length; row++)
        {
            long place = sequence.StepAt(row) - first;
            if (place >= 0 && place < length)
            {
                rows[place] = row;
            }
        }

        int features = sequence.FeatureCount;
        double[] values = [.. Enumerable.Repeat(double.NaN, count * features)];
        for (int place = 0; place < count; place++)
        {
            if (rows[place] >= 0)
            {
                sequence.Values[rows[place]].AsSpan().CopyTo(values.AsSpan(place * features, features));
            }
        }

        return new RnnSequence(
            sequence.Key,
            new RnnMatrix(count, features, values),
            sequence.FeatureNames.Count == 0 ? null : sequence.FeatureNames,
            sequence.Source.Count == 0 ? null : [.. rows.Select(row => row < 0 ? null : sequence.Source[row])],
            [.. Enumerable.Range(0, count).Select(place => first + place)],
            sequence.LineAt(0) is null ? null : [.. rows.Select(row => row < 0 ? 0 : sequence.LineAt(row) ?? 0)],
            [.. rows.Select(row => row >= 0 && (sequence.Mask.Count == 0 || sequence.Mask[row]))]);
    }

    private static bool HasAll(RnnSequence sequence, long first, long length) =>
        sequence.Length == length && sequence.Start == first && sequence.StepAt(sequence.Length - 1) == first + length - 1;

    private static bool Rises(RnnSequence sequence) =>
        Enumerable.Range(1, sequence.Length - 1).All(row => sequence.StepAt(row) > sequence.StepAt(row - 1));
}
