namespace RnnPS;

/// <summary>Targets that are given as a list beside the input.</summary>
/// <remarks>
/// For one sequence, an item is the target of a timestep. For several sequences, an item is the list of a sequence's targets. If the
/// model has one output for each sequence, an item is the target of a sequence.
/// </remarks>
internal sealed class TargetList
{
    private readonly object _value;
    private readonly Item[] _items;
    private readonly ClassLabels? _labels;
    private readonly bool _requiresFinite;
    private int? _sequences;

    /// <summary>Reads the list.</summary>
    /// <param name="value">Numbers, lists of numbers, lists of lists, or RnnSequence objects.</param>
    /// <param name="texts">How text writes numbers.</param>
    /// <param name="labels">Reads targets that are classes; null if they are numbers.</param>
    /// <param name="requiresFinite">Whether an infinite target is an error here, instead of where it is used.</param>
    /// <exception cref="RnnException">The list is null, or a target is not a number, or is infinite.</exception>
    public TargetList(object? value, NumberTexts texts, ClassLabels? labels, bool requiresFinite)
    {
        _requiresFinite = requiresFinite;
        _labels = labels;
        _value = value!;
        if (NumberReader.IsAbsent(value))
        {
            throw NumberReader.Null();
        }

        var reader = new TimestepReader(null, texts, labels: labels);
        _items = NumberReader.Unwrap(value) is RnnSequence sequence
            ? [.. Rows(sequence).Select(row => new Item([row], IsNested: false))]
            : [.. ListReader.ToArray(NumberReader.AsList(value) ?? new[] { value }).Select((item, index) => ReadItem(item, index, reader))];
    }

    /// <summary>The number of items.</summary>
    public int Count => _items.Length;

    /// <summary>Returns an item that is one target.</summary>
    /// <param name="index">The index of the item.</param>
    /// <exception cref="RnnException">It is a list of lists (<see cref="RnnErrorId.InputDepth"/>).</exception>
    public double[] One(int index) => Only(_items[index]);

    /// <summary>Returns the targets of one of several sequences, of which the steps arrive one by one.</summary>
    /// <param name="sequence">The index of the sequence.</param>
    /// <param name="step">Its first step.</param>
    /// <param name="loss">The loss, which tells the components of a target from the targets of a sequence.</param>
    /// <exception cref="RnnException">There is no item for the sequence (<see cref="RnnErrorId.TargetLength"/>).</exception>
    public IReadOnlyList<double[]> Of(int sequence, RnnStep step, RnnLossFunction loss)
    {
        if (_items.Length == 0)
        {
            return [];
        }

        int outputs = step.Output is RnnVector vector ? vector.Length : 1;
        bool isForEach = _items[0].IsNested || (_items.Length > 1 && _items[0].Rows[0].Length > 1 && !loss.Takes(_items[0].Rows[0].Length, outputs));
        _sequences = isForEach ? sequence + 1 : null;
        if (isForEach && sequence < _items.Length)
        {
            return Timesteps(_items[sequence]);
        }

        return sequence == 0 ? [.. _items.Select(Only)] : throw new RnnException(
            RnnErrorId.TargetLength,
            isForEach
                ? FormattableString.Invariant($"There {(_items.Length == 1 ? "is" : "are")} {RnnMessages.Count(_items.Length, "list")} of targets, but sequence {step.Sequence} is number {sequence + 1}: give one list for ")
                    + "each sequence."
                : FormattableString.Invariant($"There is one list of {RnnMessages.Count(_items.Length, "target")}, which belongs to the first sequence, but sequence {step.Sequence} follows: ")
                    + "give one list for each sequence, for example -Target (1,2,3),(4,5,6), or name the column of the rows with -TargetProperty. "
                    + "For one target for each sequence, give -Last.",
            _value);
    }

    /// <summary>Requires that each list was the targets of a sequence. A sequence that was left out would shift those after it.</summary>
    /// <exception cref="RnnException">There were fewer sequences than lists (<see cref="RnnErrorId.TargetLength"/>).</exception>
    public void RequireAllTaken()
    {
        if (_sequences < _items.Length)
        {
            throw new RnnException(
                RnnErrorId.TargetLength,
                FormattableString.Invariant($"There are {_items.Length} lists of targets, but only {RnnMessages.Count(_sequences.Value, "sequence")}, so a list may belong to another sequence: give ")
                + "one list for each sequence. No total was emitted.",
                _value);
        }
    }

    /// <summary>Returns the targets of each sequence, [sequence][timestep][component].</summary>
    /// <param name="tables">The sequences.</param>
    /// <param name="once">Whether there is one target for each sequence.</param>
    /// <exception cref="RnnException">There is not one item for each sequence (<see cref="RnnErrorId.TargetLength"/>).</exception>
    public double[][][] For(IReadOnlyList<RnnSequence> tables, bool once)
    {
        if (tables.Count == 1 && !once)
        {
            return [_items.Length == 1 && IsListOf(tables[0].Length, _items[0]) ? Timesteps(_items[0]) : [.. _items.Select(Only)]];
        }

        if (_items.Length != tables.Count)
        {
            throw new RnnException(
                RnnErrorId.TargetLength,
                $"The input has {RnnMessages.Count(tables.Count, "sequence")} and {RnnMessages.Count(_items.Length, "target")}: "
                + (once
                    ? "the model has one output for each sequence, so give one target for each sequence."
                    : "give one list of targets for each sequence, for example -Target (1,2,3),(4,5,6), or an RnnSequence of targets for each, or name "
                        + "the target column of rows with -TargetProperty."),
                _value);
        }

        if (!once && Array.TrueForAll(_items, item => item is { IsNested: false, Rows: [{ Length: 1 }] }) && tables.Any(table => table.Length != 1))
        {
            throw new RnnException(
                RnnErrorId.TargetLength,
                $"-Target has one target for each of the {tables.Count} sequences, but the model has an output at every timestep: give a list of targets for each "
                + "sequence, for example -Target (1,2,3),(4,5,6), or name the target column of rows with -TargetProperty. For one target for each "
                + "sequence, create the model with -OutputStep Last, or measure its last steps with Measure-RnnLoss -Last.",
                _value);
        }

        return [.. _items.Select((item, i) => once ? [.. Enumerable.Repeat(Only(item), tables[i].Length)] : Timesteps(item))];
    }

    // A list of numbers is a sequence of targets with one component, unless the sequence has one timestep.
    private static bool IsListOf(int length, Item item) => item.IsNested || (length != 1 && item.Rows[0].Length == length);

    private double[][] Timesteps(Item item) =>
        item.IsNested ? [.. item.Rows.Select(Sorted)] : [.. item.Rows[0].Select(number => Sorted([number]))];

    private double[] Only(Item item) => !item.IsNested ? Sorted(item.Rows[0]) : throw new RnnException(
        RnnErrorId.InputDepth,
        "A target is a list of lists: expected a number, or a list of the components of one target. Give one list for each of several sequences.",
        _value);

    private double[] Sorted(double[] target) => _labels is null ? target : [.. target.Select(_labels.Sort)];

    private Item ReadItem(object? item, int index, TimestepReader reader)
    {
        if (NumberReader.Unwrap(item) is RnnSequence sequence)
        {
            return new Item(Rows(sequence), IsNested: true);
        }

        object?[] parts = NumberReader.AsList(item) is { } list ? ListReader.ToArray(list) : [];
        bool isNested = parts.Length > 0 && NumberReader.IsList(parts[0]);
        string place = FormattableString.Invariant($"Target {index}");
        return new Item(
            isNested
                ? [.. parts.Select((part, row) => ReadRow(part, FormattableString.Invariant($"{place}, timestep {row}"), reader))]
                : [ReadRow(item, place, reader)],
            isNested);
    }

    private double[] ReadRow(object? item, string place, TimestepReader reader)
    {
        try
        {
            double[] row = reader.Read(item).ToArray();
            int infinite = _requiresFinite ? Array.FindIndex(row, double.IsInfinity) : -1;
            return infinite < 0 ? row : throw new RnnException(
                RnnErrorId.NotFinite,
                (row.Length > 1 ? FormattableString.Invariant($"Number {infinite}: ") : string.Empty) + RnnMessages.NotFinite(row[infinite]),
                row);
        }
        catch (RnnException error)
        {
            throw new RnnException(error.Id, $"{place}: {error.Message}", error.Value, error);
        }
    }

    private static double[][] Rows(RnnSequence sequence) => [.. sequence.Values.Select(row => row.ToArray())];

    // One target, or with IsNested the targets of a sequence.
    private sealed record Item(double[][] Rows, bool IsNested);
}
