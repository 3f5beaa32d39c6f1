namespace RnnPS;

/// <summary>The columns of a sequence that are the inputs and the targets of a training.</summary>
/// <param name="Inputs">The indices of the input columns.</param>
/// <param name="Targets">The indices of the target columns.</param>
/// <param name="Weight">The index of the column of weights, or null for none.</param>
internal sealed record TrainingColumns(IReadOnlyList<int> Inputs, IReadOnlyList<int> Targets, int? Weight = null)
{
    /// <summary>
    /// The default number of rows from an input to its target. It is 1 if all targets are also inputs, because a network could
    /// otherwise copy its inputs. Else it is 0: the targets are in the same row.
    /// </summary>
    public int DefaultLead => Targets.All(Inputs.Contains) ? 1 : 0;

    /// <summary>Finds the columns of a sequence by their names.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="properties">The names of the input columns, or null for all columns that are neither targets nor weights.</param>
    /// <param name="targetProperties">The names of the target columns, or null if the inputs are the targets.</param>
    /// <param name="weightProperty">The name of the column of weights, or null for none.</param>
    /// <exception cref="RnnException">The sequence does not have a feature (<see cref="RnnErrorId.PropertyMissing"/>).</exception>
    public static TrainingColumns Find(RnnSequence sequence, string[]? properties, string[]? targetProperties, string? weightProperty)
    {
        int? weight = weightProperty is null ? null : SequenceColumns.Place(sequence, weightProperty);
        int[]? targets = targetProperties?.Select(name => SequenceColumns.Place(sequence, name)).ToArray();
        int[] inputs = properties?.Select(name => SequenceColumns.Place(sequence, name)).ToArray()
            ?? [.. Enumerable.Range(0, sequence.FeatureCount).Where(feature => feature != weight && targets?.Contains(feature) != true)];
        return new TrainingColumns(inputs, targets ?? inputs, weight);
    }
}
