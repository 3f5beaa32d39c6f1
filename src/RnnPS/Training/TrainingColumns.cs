namespace RnnPS;

/// <summary>The columns of a table that are the inputs and the targets of a training.</summary>
/// <param name="names">The names of all columns to read from rows. Empty if the input is numbers.</param>
/// <param name="inputs">The indices of the input columns.</param>
/// <param name="targets">The indices of the target columns.</param>
internal sealed class TrainingColumns(IReadOnlyList<string> names, IReadOnlyList<int> inputs, IReadOnlyList<int> targets)
{
    /// <summary>The names of all columns to read. Empty if the input is numbers.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>The indices of the input columns.</summary>
    public IReadOnlyList<int> Inputs { get; } = inputs;

    /// <summary>The indices of the target columns.</summary>
    public IReadOnlyList<int> Targets { get; } = targets;

    /// <summary>
    /// The default number of rows from an input to its target. It is 1 if all targets are also inputs, because a network could
    /// otherwise copy its inputs. Else it is 0: the targets are in the same row.
    /// </summary>
    public int DefaultLead => Targets.All(Inputs.Contains) ? 1 : 0;

    /// <summary>Returns the columns of rows. A column that is both an input and a target is read once.</summary>
    /// <param name="properties">The names of the input columns.</param>
    /// <param name="targetProperties">The names of the target columns, or null if the inputs are the targets.</param>
    public static TrainingColumns OfRows(string[] properties, string[]? targetProperties)
    {
        string[] names = [.. properties.Concat(targetProperties ?? []).Distinct(StringComparer.OrdinalIgnoreCase)];
        int[] Places(string[] wanted) => [.. wanted.Select(name => Array.FindIndex(names, known => Same(known, name)))];
        return new TrainingColumns(names, Places(properties), Places(targetProperties ?? properties));
    }

    /// <summary>Returns the columns of a sequence.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="properties">The names of the input columns, or null for all columns that are not targets.</param>
    /// <param name="targetProperties">The names of the target columns, or null if the inputs are the targets.</param>
    /// <exception cref="RnnException">The sequence does not have a feature (<see cref="RnnErrorId.PropertyMissing"/>).</exception>
    public static TrainingColumns OfSequence(RnnSequence sequence, string[]? properties, string[]? targetProperties)
    {
        int[]? targets = targetProperties?.Select(name => Place(sequence, name)).ToArray();
        int[] inputs = properties?.Select(name => Place(sequence, name)).ToArray()
            ?? [.. Enumerable.Range(0, sequence.FeatureCount).Where(feature => targets?.Contains(feature) != true)];
        return new TrainingColumns(sequence.FeatureNames, inputs, targets ?? inputs);
    }

    private static int Place(RnnSequence sequence, string name)
    {
        int place = sequence.FeatureNames.Index().Where(entry => Same(entry.Item, name)).Select(entry => entry.Index).FirstOrDefault(-1);
        return place >= 0 ? place : throw new RnnException(
            RnnErrorId.PropertyMissing,
            sequence.FeatureNames.Count == 0
                ? $"The features of the sequence {sequence.Key} have no names, so '{name}' was not found: create the sequence with -Property, or leave the name out."
                : $"Sequence {sequence.Key}: {RnnMessages.PropertyMissing(name, sequence.FeatureNames)} Include the property when you import or create the sequence.",
            sequence);
    }

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
