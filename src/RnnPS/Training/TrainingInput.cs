namespace RnnPS;

/// <summary>Collects the training input: rows and numbers in groups, and whole sequences.</summary>
/// <param name="properties">The properties to use as inputs, or null for numbers and for all features of a sequence.</param>
/// <param name="targetProperties">The properties to use as targets, or null if the inputs are the targets.</param>
/// <param name="weightProperty">The property that is the weight of each target, or null if all weights are 1.</param>
/// <param name="groupBy">The property that identifies the sequence of a row, or null if all rows are one sequence.</param>
/// <param name="maskProperty">The property that masks rows, or null if no row is masked.</param>
/// <param name="texts">How text writes numbers; null for the invariant culture.</param>
/// <param name="labels">Reads targets that are classes; null if they are numbers.</param>
/// <param name="keepsRows">Whether the sequences keep their source rows in memory.</param>
internal sealed class TrainingInput(
    string[]? properties,
    string[]? targetProperties,
    string? weightProperty,
    string? groupBy,
    string? maskProperty = null,
    NumberTexts? texts = null,
    ClassLabels? labels = null,
    bool keepsRows = false)
{
    private readonly Dictionary<object, SeriesTable> _groups = [];
    private readonly List<object> _order = [];

    // A column that is an input and a target is read once.
    private readonly TimestepReader _reader = new(
        properties is null ? null : [.. properties.Concat(targetProperties ?? []).Append(weightProperty).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)],
        texts,
        maskProperty,
        properties is null ? null : labels,
        LabelProperty(properties, targetProperties));

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

    /// <summary>Returns the sequences with their columns and their places in the input, in input order.</summary>
    /// <param name="once">Whether there is one target for each sequence instead of each timestep.</param>
    /// <param name="targets">The targets given as a separate list, or null.</param>
    /// <param name="fault">Told of each sequence that can't be used. The others are returned.</param>
    /// <exception cref="RnnException">The list does not have an item for each sequence (<see cref="RnnErrorId.TargetLength"/>).</exception>
    public IReadOnlyList<(int Index, RnnSequence Table, TrainingColumns Columns)> Sequences(
        bool once, TargetList? targets, Action<RnnException, RnnSequence> fault)
    {
        (int Index, object Item)[] items = [.. _order.Index().Where(entry => entry.Item is not SeriesTable { IsEmpty: true })];
        RnnSequence[] tables = [.. items.Select(entry => ToTable(entry.Item, fills: targets is not null))];
        double[][][]? given = tables.Length == 0 ? null : targets?.For(tables, once);
        List<(int Index, RnnSequence Table, TrainingColumns Columns)> sequences = [];
        for (int i = 0; i < tables.Length; i++)
        {
            try
            {
                (RnnSequence table, TrainingColumns columns) = Join(tables[i], given?[i]);
                sequences.Add((items[i].Index, table, columns));
            }
            catch (RnnException error)
            {
                fault(error, tables[i]);
            }
        }

        // The order of the classes is known when all of them are.
        return targets is null && labels is { AreFound: true }
            ? [.. sequences.Select(one => (one.Index, SortLabels(one.Table, one.Columns.Targets), one.Columns))]
            : sequences;
    }

    private RnnSequence ToTable(object item, bool fills) => item switch
    {
        // A row that was left out has a target in the list.
        SeriesTable group when fills => SequenceGaps.Fill(group.ToSequence(_reader.Properties)!, first: 0, group.Count),
        SeriesTable group => group.ToSequence(_reader.Properties)!,
        _ => fills ? SequenceGaps.Fill((RnnSequence)item) : (RnnSequence)item,
    };

    private (RnnSequence Table, TrainingColumns Columns) Join(RnnSequence table, double[][]? targets)
    {
        bool isRow = table.FeatureNames.Count > 0 && ReferenceEquals(table.FeatureNames, _reader.Properties);
        bool hasTargets = targetProperties?.All(name => table.FeatureNames.Contains(name, StringComparer.OrdinalIgnoreCase)) ?? true;
        if (targets is not null || (!hasTargets && table.Source.Count > 0))
        {
            TrainingColumns inputs = TrainingColumns.Find(table, properties, null, weightProperty);
            return TrainingTargets.Join(table, inputs, targets ?? ReadSource(table), targets is null ? targetProperties : null, keepsRows);
        }

        if (labels is { AreFound: true } && !isRow)
        {
            throw new RnnException(
                RnnErrorId.Classes,
                $"The targets of sequence {table.Key} are numbers, but those of a sequence before it are names of classes: give names for all, or "
                + "numbers for all.",
                table);
        }

        return (table, TrainingColumns.Find(table, properties, targetProperties, weightProperty));
    }

    // A sequence of a file or of rows keeps the rows, whose other columns need not be numbers.
    private double[][] ReadSource(RnnSequence table)
    {
        var reader = new TimestepReader(targetProperties, texts, maskProperty, labels, LabelProperty(properties, targetProperties));
        double[] none = [.. Enumerable.Repeat(double.NaN, targetProperties!.Length)];
        return [.. table.Source.Select((row, index) => row is null ? none : Read(row, table.StepAt(index)))];

        double[] Read(object row, long step)
        {
            try
            {
                return reader.IsValid(row) ? reader.Read(row).ToArray() : none;
            }
            catch (RnnException error)
            {
                throw new RnnException(
                    error.Id, FormattableString.Invariant($"The target of step {step} of sequence {table.Key}: {error.Message}"), row, error);
            }
        }
    }

    private RnnSequence SortLabels(RnnSequence table, IReadOnlyList<int> columns)
    {
        double[] values = table.Values.AsSpan().ToArray();
        foreach (int column in columns)
        {
            for (int i = column; i < values.Length; i += table.FeatureCount)
            {
                values[i] = labels!.Sort(values[i]);
            }
        }

        return new RnnSequence(
            table.Key,
            new RnnMatrix(table.Length, table.FeatureCount, values),
            table.FeatureNames.Count == 0 ? null : table.FeatureNames,
            keepsRows && table.Source.Count > 0 ? table.Source : null,
            [.. Enumerable.Range(0, table.Length).Select(table.StepAt)],
            mask: table.Mask.Count == 0 ? null : table.Mask);
    }

    // A column that is an input, too, holds numbers.
    private static string? LabelProperty(string[]? properties, string[]? targetProperties) =>
        targetProperties is [var only] && properties?.Contains(only, StringComparer.OrdinalIgnoreCase) != true ? only : null;

    private SeriesTable Group(object key)
    {
        if (!_groups.TryGetValue(key, out SeriesTable? group))
        {
            _groups.Add(key, group = new SeriesTable(key, _reader, keepsRows));
            _order.Add(group);
        }

        return group;
    }
}
