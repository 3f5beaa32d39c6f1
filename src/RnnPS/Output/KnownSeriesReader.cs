using RnnPS.Charts;

namespace RnnPS;

/// <summary>The parameters that give the known values of forecast series.</summary>
internal interface IActualRows
{
    /// <summary>The rows, numbers or sequences.</summary>
    object? Actual { get; }

    /// <summary>The properties of the rows that were forecast.</summary>
    string[]? Property { get; }

    /// <summary>The property that tells the series of a row.</summary>
    string? GroupBy { get; }

    /// <summary>The property that holds the time of a row.</summary>
    string? TimeProperty { get; }

    /// <summary>How text writes numbers.</summary>
    NumberTexts Texts { get; }

    /// <summary>How times are written.</summary>
    RnnTimeFormat Times { get; }
}

/// <summary>Reads the known values of forecast series, for a chart or a page.</summary>
internal static class KnownSeriesReader
{
    /// <summary>Reads -Actual.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The known values of each series and target.</returns>
    /// <exception cref="RnnException">A row can't be read, or its time can't.</exception>
    public static IReadOnlyList<RnnKnownSeries> Read(IActualRows command)
    {
        object?[] items = NumberReader.AsList(command.Actual) is { } list ? ListReader.ToArray(list) : [command.Actual];
        return items.Length > 0 && Array.TrueForAll(items, item => NumberReader.Unwrap(item) is RnnSequence)
            ? [.. items.Select(item => (RnnSequence)NumberReader.Unwrap(item)!).SelectMany(sequence => Series(sequence, sequence.Key, command))]
            : [.. ReadRows(items, command).SelectMany(sequence => Series(sequence, command.GroupBy is null ? null : sequence.Key, command))];
    }

    private static List<RnnSequence> ReadRows(object?[] items, IActualRows command)
    {
        Dictionary<object, SeriesTable> tables = [];
        for (int row = 0; row < items.Length; row++)
        {
            try
            {
                object key = TimestepReader.ReadKey(items[row], command.GroupBy);
                if (!tables.TryGetValue(key, out SeriesTable? table))
                {
                    tables.Add(key, table = new SeriesTable(key, new TimestepReader(command.Property, command.Texts)));
                }

                table.Add(items[row]);
            }
            catch (RnnException error)
            {
                throw new RnnException(error.Id, FormattableString.Invariant($"-{nameof(command.Actual)}, row {row}: {error.Message}"), items[row], error);
            }
        }

        List<RnnSequence> sequences = [.. tables.Values.Select(table => table.ToSequence(command.Property)).OfType<RnnSequence>()];
        return sequences.Count > 0 ? sequences : throw new RnnException(
            RnnErrorId.EmptyInput, "-Actual has no rows: give the rows of the series, or leave it out.", command.Actual);
    }

    private static IEnumerable<RnnKnownSeries> Series(RnnSequence sequence, object? key, IActualRows command)
    {
        RnnSequence values = SequenceColumns.Select(sequence, command.Property ?? []);
        object?[]? times = null;
        if (command.TimeProperty is { } property)
        {
            if (values.Source.Count == 0)
            {
                throw new RnnException(
                    RnnErrorId.Parameters, "-TimeProperty is for the rows of -Actual, and there are only numbers: give rows, or leave it out.", command.Actual);
            }

            RnnTimeAxis axis = RnnTimeAxis.Create(values, TimeReader.Values(values, property), property, command.Times);
            // An absent row is a gap of the line.
            values = axis.Complete(values, RnnMissingValue.Mask);
            times = [.. Enumerable.Range(0, values.Length).Select(row => axis.Within(row))];
        }

        return Enumerable.Range(0, values.FeatureCount).Select(target => new RnnKnownSeries(
            key,
            target,
            values.FeatureNames.Count > 0 ? values.FeatureNames[target] : null,
            [.. Enumerable.Range(0, values.Length).Select(row => (values.StepAt(row), times?[row], values.Values[row][target]))]));
    }
}
