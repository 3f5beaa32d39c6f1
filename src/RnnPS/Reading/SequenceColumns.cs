namespace RnnPS;

/// <summary>Selects features of a sequence by name.</summary>
internal static class SequenceColumns
{
    /// <summary>Creates a sequence with only the named features, in the order of the names.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="names">The names of the features. The sequence stays as it is if this is empty or its features have no names.</param>
    /// <exception cref="RnnException">No feature has one of the names (<see cref="RnnErrorId.PropertyMissing"/>).</exception>
    public static RnnSequence Select(RnnSequence sequence, IReadOnlyList<string> names)
    {
        if (names.Count == 0 || sequence.FeatureNames.Count == 0 || sequence.FeatureNames.SequenceEqual(names, StringComparer.OrdinalIgnoreCase))
        {
            return sequence;
        }

        int[] places = [.. names.Select(name => Place(sequence, name))];
        double[] values = [.. sequence.Values.SelectMany(row => places.Select(place => row[place]))];
        return new RnnSequence(
            sequence.Key,
            new RnnMatrix(sequence.Length, places.Length, values),
            names,
            sequence.Source.Count == 0 ? null : sequence.Source,
            [.. Enumerable.Range(0, sequence.Length).Select(sequence.StepAt)],
            mask: sequence.Mask.Count == 0 ? null : sequence.Mask);
    }

    private static int Place(RnnSequence sequence, string name)
    {
        int place = sequence.FeatureNames.ToList().FindIndex(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return place >= 0 ? place : throw new RnnException(
            RnnErrorId.PropertyMissing,
            $"Sequence {sequence.Key}: {RnnMessages.PropertyMissing(name, sequence.FeatureNames)} Import or create the sequence with that property as well.",
            sequence);
    }
}
