namespace RnnPS;

/// <summary>Checks a sequence, and finds its features by their names.</summary>
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

    /// <summary>
    /// Masks the timesteps of a sequence by one of its features, or by a property of its source rows. The feature is then no longer one
    /// of the sequence, unless it is named as one.
    /// </summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="property">The name of the feature or property.</param>
    /// <param name="names">The names of the features to keep; null to keep all others.</param>
    /// <exception cref="RnnException">
    /// The sequence does not have the feature or property (<see cref="RnnErrorId.PropertyMissing"/>), or a value is not a mask value
    /// (<see cref="RnnErrorId.MaskValue"/>).
    /// </exception>
    public static RnnSequence Mask(RnnSequence sequence, string property, IReadOnlyList<string>? names)
    {
        bool isFeature = sequence.FeatureNames.Contains(property, StringComparer.OrdinalIgnoreCase);
        int place = isFeature || sequence.Source.Count == 0 ? Place(sequence, property) : -1;
        var reader = new TimestepReader(null, null, property);
        bool[] mask = [.. Enumerable.Range(0, sequence.Length).Select(row =>
        {
            try
            {
                // A row that was left out has no source, and is masked already.
                return place >= 0 ? MaskReader.Read(sequence.Values[row][place]) : sequence.Source[row] is null || reader.IsValid(sequence.Source[row]);
            }
            catch (RnnException error)
            {
                throw new RnnException(
                    error.Id, FormattableString.Invariant($"Step {sequence.StepAt(row)} of sequence {sequence.Key}: {error.Message}"), error.Value, error);
            }
        })];
        RnnSequence masked = sequence.WithMask(mask);
        bool keeps = !isFeature || names?.Contains(property, StringComparer.OrdinalIgnoreCase) == true;
        string[] others = [.. sequence.FeatureNames.Where((_, feature) => feature != place)];
        return keeps || others.Length == 0 ? masked : Select(masked, others);
    }

    /// <summary>Requires that a sequence is not empty.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <exception cref="RnnException">It has no timestep (<see cref="RnnErrorId.EmptyInput"/>).</exception>
    public static void RequireTimesteps(RnnSequence sequence)
    {
        if (sequence.Length == 0)
        {
            throw new RnnException(
                RnnErrorId.EmptyInput, $"The sequence {sequence.Key} has no timestep: expected at least one. Check that its file has rows.", sequence);
        }
    }

    /// <summary>Finds a feature.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="name">The name of the feature.</param>
    /// <returns>The index of the feature.</returns>
    /// <exception cref="RnnException">No feature has the name (<see cref="RnnErrorId.PropertyMissing"/>).</exception>
    public static int Place(RnnSequence sequence, string name)
    {
        int place = sequence.FeatureNames.ToList().FindIndex(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return place >= 0 ? place : throw new RnnException(
            RnnErrorId.PropertyMissing,
            sequence.FeatureNames.Count == 0
                ? $"The features of the sequence {sequence.Key} have no names, so '{name}' was not found: create the sequence with -Property, or leave the name out."
                : $"Sequence {sequence.Key}: {RnnMessages.PropertyMissing(name, sequence.FeatureNames)} Include the property when you import or create the sequence.",
            sequence);
    }
}
