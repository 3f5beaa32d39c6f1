namespace RnnPS;

/// <summary>Which columns of a table go into a training, and which should come out.</summary>
/// <param name="names">All columns that are read from rows; empty where numbers come.</param>
/// <param name="inputs">The places of those that go in.</param>
/// <param name="targets">The places of those that should come out.</param>
internal sealed class TrainingColumns(IReadOnlyList<string> names, IReadOnlyList<int> inputs, IReadOnlyList<int> targets)
{
    /// <summary>All columns that are read; empty where numbers come.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>The places of those that go in.</summary>
    public IReadOnlyList<int> Inputs { get; } = inputs;

    /// <summary>The places of those that should come out.</summary>
    public IReadOnlyList<int> Targets { get; } = targets;

    /// <summary>
    /// How many rows ahead a target lies where nothing was asked for: the next row's where all targets also go in, since a network
    /// that sees them could copy them; else those of the same row.
    /// </summary>
    public int DefaultLead => Targets.All(Inputs.Contains) ? 1 : 0;

    /// <summary>The columns of rows: each is read once, though it may go in and come out.</summary>
    /// <param name="properties">The names of those that go in.</param>
    /// <param name="targetProperties">The names of those that should come out; null for the same.</param>
    public static TrainingColumns OfRows(string[] properties, string[]? targetProperties)
    {
        string[] names = [.. properties.Concat(targetProperties ?? []).Distinct(StringComparer.OrdinalIgnoreCase)];
        int[] Places(string[] wanted) => [.. wanted.Select(name => Array.FindIndex(names, known => Same(known, name)))];
        return new TrainingColumns(names, Places(properties), Places(targetProperties ?? properties));
    }

    /// <summary>The columns of a sequence.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="properties">The names of those that go in; null for all that are no targets.</param>
    /// <param name="targetProperties">The names of those that should come out; null for the same.</param>
    /// <exception cref="RnnException">The sequence has no such feature (<see cref="RnnErrorId.PropertyMissing"/>).</exception>
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
                ? $"The features of the sequence {sequence.Key} have no names, so none is '{name}': make it with -Property, or leave the name out."
                : $"Sequence {sequence.Key}: {RnnMessages.PropertyMissing(name, sequence.FeatureNames)} Import or make it with that property as well.",
            sequence);
    }

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
