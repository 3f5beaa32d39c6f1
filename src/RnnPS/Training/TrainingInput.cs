namespace RnnPS;

/// <summary>Gathers what comes in to be trained on: rows and numbers, group by group, and whole sequences.</summary>
/// <param name="properties">The properties that go in; null for numbers, and for all features of a sequence.</param>
/// <param name="targetProperties">The properties that should come out; null for the same.</param>
/// <param name="groupBy">The property that tells one sequence of rows from another; null where all are one.</param>
internal sealed class TrainingInput(string[]? properties, string[]? targetProperties, string? groupBy)
{
    private readonly Dictionary<object, SeriesTable> _groups = [];
    private readonly List<object> _order = [];
    private readonly TimestepReader _reader =
        new(properties is null ? null : TrainingColumns.OfRows(properties, targetProperties).Names);

    /// <summary>Whether anything came in.</summary>
    public bool IsEmpty => _order.Count == 0;

    /// <summary>Takes a sequence, a row, or a timestep of numbers.</summary>
    /// <param name="record">The record.</param>
    /// <param name="place">Which row it was, for an error.</param>
    /// <exception cref="RnnException">It can't be read; nothing was taken of it.</exception>
    public void Add(object? record, out string place)
    {
        if (NumberReader.Unwrap(record) is RnnSequence sequence)
        {
            place = FormattableString.Invariant($"Sequence {sequence.Key}");
            _order.Add(groupBy is null && sequence.Length > 0 ? sequence : throw (groupBy is null
                ? new RnnException(RnnErrorId.EmptyInput, $"The sequence {sequence.Key} has no timestep: expected at least one. Does its file have rows?", sequence)
                : new RnnException(RnnErrorId.Parameters, "A sequence has its key, and -GroupBy is for rows: leave it out.", sequence)));
            return;
        }

        place = "-GroupBy";
        SeriesTable group = Group(groupBy is null ? 0 : TimestepReader.ReadKey(record, groupBy));
        place = FormattableString.Invariant($"Row {group.Count}{(groupBy is null ? string.Empty : $" of sequence {group.Key}")}");
        group.Add(record);
    }

    /// <summary>All sequences with their columns, in the order in which they came.</summary>
    /// <param name="once">Whether there is one target for each sequence, and not for each timestep.</param>
    /// <param name="targets">Targets that were given apart, or null.</param>
    /// <exception cref="RnnException">
    /// A sequence lacks a feature (<see cref="RnnErrorId.PropertyMissing"/>), or there are more or fewer targets than there should be
    /// (<see cref="RnnErrorId.TargetLength"/>).
    /// </exception>
    public IEnumerable<(RnnSequence Table, TrainingColumns Columns)> Sequences(bool once, double[][]? targets)
    {
        object[] items = [.. _order.Where(item => item is not SeriesTable { IsEmpty: true })];
        if (targets is not null && once && targets.Length != items.Length)
        {
            throw new RnnException(
                RnnErrorId.TargetLength,
                $"{RnnMessages.Count(items.Length, "sequence")} and {RnnMessages.Count(targets.Length, "target")}: there is one output a sequence, so "
                + "give one target for each.",
                targets);
        }

        for (int i = 0; i < items.Length; i++)
        {
            RnnSequence table = items[i] is SeriesTable group ? group.ToSequence(_reader.Properties)! : (RnnSequence)items[i];
            var columns = TrainingColumns.OfSequence(table, properties, targetProperties);
            yield return targets is null
                ? (table, columns)
                : TrainingTargets.Join(table, columns, once ? [.. Enumerable.Repeat(targets[i], table.Length)] : targets);
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
