namespace RnnPS;

/// <summary>
/// Gives the rows that were left out of a sequence their place back, where neighbours matter: in pairs of inputs and targets, in windows
/// and in the history of a forecast.
/// </summary>
public static class SequenceGaps
{
    // A file can have a long bad part, but 0 and a date are no numbers of timesteps.
    private const long LargestGapsPerRow = 10;
    private const long AlwaysAllowed = 1_000_000;

    /// <summary>Adds a masked timestep of missing values for each number that is left out between the first timestep and the last.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <returns>A new sequence, or the same one if no number is left out.</returns>
    /// <exception cref="RnnException">More timesteps are left out than can be meant (<see cref="RnnErrorId.Size"/>).</exception>
    public static RnnSequence Fill(RnnSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        if (sequence.Length == 0 || !Rises(sequence))
        {
            return sequence;
        }

        // The difference of two numbers that rise always fits without a sign.
        ulong last = unchecked((ulong)(sequence.StepAt(sequence.Length - 1) - sequence.Start));
        long most = Math.Max(AlwaysAllowed, (1 + LargestGapsPerRow) * sequence.Length);
        return last < (ulong)most ? Fill(sequence, sequence.Start, (long)last + 1) : throw TooMany(sequence, most);
    }

    /// <summary>Takes the timesteps of a range of numbers. Those that were left out are masked and have missing values.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="first">The number of the first timestep.</param>
    /// <param name="length">The number of timesteps.</param>
    /// <returns>A new sequence, or the same one if it has these timesteps and no others, or if it is empty or its numbers do not rise.</returns>
    /// <exception cref="RnnException">The range is larger than an array (<see cref="RnnErrorId.Size"/>).</exception>
    public static RnnSequence Fill(RnnSequence sequence, long first, long length)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        return sequence.Length == 0 || HasAll(sequence, first, length) || !Rises(sequence)
            ? sequence
            : Place(sequence, row => sequence.StepAt(row) - first, first, length, maskAbsent: true);
    }

    /// <summary>Gives each timestep a place in a longer sequence. The values of the other places are missing.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="placeOf">Gets the place of a timestep, from 0. A timestep that has no place in the longer sequence is left out.</param>
    /// <param name="first">The number of the first place.</param>
    /// <param name="length">The number of places.</param>
    /// <param name="maskAbsent">Whether the places without a timestep are masked.</param>
    /// <returns>The longer sequence.</returns>
    internal static RnnSequence Place(RnnSequence sequence, Func<int, long> placeOf, long first, long length, bool maskAbsent)
    {
        int features = sequence.FeatureCount;
        if (length < 0 || length > Array.MaxLength / Math.Max(1, features))
        {
            throw new RnnException(
                RnnErrorId.Size,
                FormattableString.Invariant($"The sequence {sequence.Key} can't have {length} timesteps of {features} features: expected at most {Array.MaxLength} values."),
                length);
        }

        int[] rows = new int[length];
        double[] values = new double[length * features];
        Array.Fill(rows, -1);
        Array.Fill(values, double.NaN);
        for (int row = 0; row < sequence.Length; row++)
        {
            long place = placeOf(row);
            if (place >= 0 && place < length)
            {
                rows[place] = row;
                sequence.Values[row].AsSpan().CopyTo(values.AsSpan((int)place * features, features));
            }
        }

        return new RnnSequence(
            sequence.Key,
            new RnnMatrix(rows.Length, features, values),
            sequence.FeatureNames.Count == 0 ? null : sequence.FeatureNames,
            sequence.Source.Count == 0 ? null : [.. rows.Select(row => row < 0 ? null : sequence.Source[row])],
            [.. Enumerable.Range(0, rows.Length).Select(place => first + place)],
            sequence.LineAt(0) is null ? null : [.. rows.Select(row => row < 0 ? 0 : sequence.LineAt(row) ?? 0)],
            sequence.Mask.Count == 0 && !maskAbsent ? null : [.. rows.Select(row => row < 0 ? !maskAbsent : sequence.Mask.Count == 0 || sequence.Mask[row])]);
    }

    private static bool HasAll(RnnSequence sequence, long first, long length) =>
        sequence.Length == length && sequence.Start == first && sequence.StepAt(sequence.Length - 1) == first + length - 1;

    private static bool Rises(RnnSequence sequence) =>
        Enumerable.Range(1, sequence.Length - 1).All(row => sequence.StepAt(row) > sequence.StepAt(row - 1));

    private static RnnException TooMany(RnnSequence sequence, long most)
    {
        int after = Enumerable.Range(1, sequence.Length - 1).MaxBy(row => unchecked((ulong)(sequence.StepAt(row) - sequence.StepAt(row - 1))));
        return new RnnException(
            RnnErrorId.Size,
            FormattableString.Invariant($"The sequence {sequence.Key} leaves out too many timesteps to add them as missing values: row {after} has the step number {sequence.StepAt(after - 1)}, and row {after + 1} has {sequence.StepAt(after)}. ")
            + FormattableString.Invariant($"Expected numbers that count timesteps and span at most {most}. Number the timesteps one after the other, or split the sequence there."),
            sequence);
    }
}
