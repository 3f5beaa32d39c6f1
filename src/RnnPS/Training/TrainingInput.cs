namespace RnnPS;

/// <summary>Collects the training input: rows and numbers in groups, and whole sequences.</summary>
/// <param name="properties">The properties to use as inputs, or null for numbers and for all features of a sequence.</param>
/// <param name="targetProperties">The properties to use as targets, or null if the inputs are the targets.</param>
/// <param name="weightProperty">The property that is the weight of each target, or null if all weights are 1.</param>
/// <param name="groupBy">The property that identifies the sequence of a row, or null if all rows are one sequence.</param>
/// <param name="maskProperty">The property that masks rows, or null if no row is masked.</param>
/// <param name="texts">How text writes numbers; null for the invariant culture.</param>
internal sealed class TrainingInput(
    string[]? properties, string[]? targetProperties, string? weightProperty, string? groupBy, string? maskProperty = null, NumberTexts? texts = null)
{
    private readonly Dictionary<object, SeriesTable> _groups = [];
    private readonly List<object> _order = [];

    // A column that is an input and a target is read once.
    private readonly TimestepReader _reader = new(
        properties is null ? null : [.. properties.Concat(targetProperties ?? []).Append(weightProperty).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)],
        texts,
        maskProperty);

    /// <summary>The number of sequences, including those without a good row.</summary>
    public int Count => _order.Count;

    /// <summary>Whether no input was added.</summary>
    public bool IsEmpty => _order.Count == 0;

    /// <summary>Adds a sequence, a row, or a timestep of numbers.</summary>
    /// <param name="record">The record.</param>
    /// <param name="place">A text that names the record in an error.</param>
    /// <exception cref="RnnException">The record can't be read. It is not added.</exception>
    public void Add(object? record, out string place)
    {
        place = "-GroupBy";
        object key = TimestepReader.ReadKey(record, groupBy);
        if (NumberReader.Unwrap(record) is RnnSequence sequence)
        {
            place = FormattableString.Invariant($"Sequence {sequence.Key}");
            SequenceColumns.RequireTimesteps(sequence);
            _order.Add(sequence);
            return;
        }

        SeriesTable group = Group(key);
        place = FormattableString.Invariant($"Row {group.Count}{(groupBy is null ? string.Empty : $" of sequence {group.Key}")}");
        group.Add(record);
    }

    /// <summary>Returns all sequences with their columns and their places in the input, in input order.</summary>
    /// <param name="once">Whether there is one target for each sequence instead of each timestep.</param>
    /// <param name="targets">The targets given as a separate list, or null.</param>
    /// <exception cref="RnnException">
    /// A sequence does not have a feature (<see cref="RnnErrorId.PropertyMissing"/>), or the number of targets is wrong
    /// (<see cref="RnnErrorId.TargetLength"/>).
    /// </exception>
    public IEnumerable<(int Index, RnnSequence Table, TrainingColumns Columns)> Sequences(bool once, double[][]? targets)
    {
        (int Index, object Item)[] items = [.. _order.Index().Where(entry => entry.Item is not SeriesTable { IsEmpty: true })];
        if (targets is not null && once && targets.Length != items.Length)
        {
            throw new RnnException(
                RnnErrorId.TargetLength,
                $"The input has {RnnMessages.Count(items.Length, "sequence")} and {RnnMessages.Count(targets.Length, "target")}: the model has one output for each "
                + "sequence, so give one target for each sequence.",
                targets);
        }

        for (int i = 0; i < items.Length; i++)
        {
            (int index, object item) = items[i];
            RnnSequence table = item is SeriesTable group ? group.ToSequence(_reader.Properties)! : (RnnSequence)item;
            if (targets is not null)
            {
                // A row that was left out has a target in the list.
                table = item is SeriesTable all ? SequenceGaps.Fill(table, first: 0, all.Count) : SequenceGaps.Fill(table);
            }

            var columns = TrainingColumns.Find(table, properties, targetProperties, weightProperty);
            if (targets is not null)
            {
                (table, columns) = TrainingTargets.Join(table, columns, once ? [.. Enumerable.Repeat(targets[i], table.Length)] : targets);
            }

            yield return (index, table, columns);
        }
    }

    private SeriesTable Group(object key)
    {
        if (!_groups.TryGetValue(key, out SeriesTable? group))
        {
            _groups.Add(key, group = new SeriesTable(key, _reader, keepsRows: false));
            _order.Add(group);
        }

        return group;
    }
}
