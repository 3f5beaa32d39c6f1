using System.Globalization;
using System.Management.Automation;

namespace RnnPS;

/// <summary>
/// The flat table of steps: one column for each component. A scalar's column has its property's name, a vector's its
/// property's name and the component's number, as State0, State1. The source row's columns keep their names, after Step;
/// one that is called like a column of the trace gets the word Source before it.
/// </summary>
internal sealed class TraceTable
{
    private static readonly (string Name, Func<RnnStep, RnnVector> Read)[] Vectors =
    [
        (nameof(RnnStep.Input), step => AsVector(step.Input)),
        (nameof(RnnStep.PreActivation), step => step.PreActivation),
        (nameof(RnnStep.State), step => step.State),
        (nameof(RnnStep.Output), step => AsVector(step.Output)),
    ];

    private readonly List<Column> _columns = [];

    /// <summary>Lays the table out.</summary>
    /// <param name="first">The first step: later ones should have its shape.</param>
    /// <param name="properties">The step's or the source's properties to have, in this order; null for all.</param>
    /// <exception cref="RnnException">There is no such property.</exception>
    public TraceTable(RnnStep first, IReadOnlyList<string>? properties)
    {
        List<Column> all = AllColumns(first);
        if (properties is null)
        {
            _columns = all;
            return;
        }

        foreach (string property in properties)
        {
            Column[] found = [.. all.Where(column => column.Property.Equals(property, StringComparison.OrdinalIgnoreCase))];
            _columns.AddRange(found.Length > 0 ? found : throw new RnnException(
                RnnErrorId.PropertyMissing,
                RnnMessages.PropertyMissing(property, all.Select(column => column.Property).Distinct()),
                property));
        }
    }

    /// <summary>The names that -Property takes on any step.</summary>
    public static IEnumerable<string> StepProperties =>
        [nameof(RnnStep.Sequence), nameof(RnnStep.Step), .. Vectors.Select(vector => vector.Name)];

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Names => [.. _columns.Select(column => column.Name)];

    /// <summary>Requires that a step has the shape that the table was laid out for.</summary>
    /// <exception cref="RnnException">It has another.</exception>
    public void RequireFits(RnnStep step)
    {
        foreach (Column column in _columns)
        {
            if (column.Vector is { } read && column.Length != read(step).Length)
            {
                throw new RnnException(
                    RnnErrorId.TraceColumns,
                    $"{column.Property} of step {step.Step} has {read(step).Length} components, and the table's columns were "
                    + $"laid out for {column.Length}: export the steps of each model to a file of their own.",
                    step);
            }
        }
    }

    /// <summary>The cells of a step, in the order of the columns: doubles, a long, or what the source row holds.</summary>
    public IEnumerable<object?> Cells(RnnStep step) => _columns.Select(column => column.Read(step));

    /// <summary>A cell as text with round-trip digits, in the invariant culture.</summary>
    public static string Text(object? cell) => cell switch
    {
        null => string.Empty,
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? string.Empty,
    };

    private static List<Column> AllColumns(RnnStep first)
    {
        List<Column> trace = [];
        foreach ((string name, Func<RnnStep, RnnVector> read) in Vectors)
        {
            int length = read(first).Length;
            trace.AddRange(Enumerable.Range(0, length).Select(i => new Column(
                length == 1 ? name : FormattableString.Invariant($"{name}{i}"), name, step => read(step)[i], read, length)));
        }

        List<Column> all =
        [
            new(nameof(RnnStep.Sequence), nameof(RnnStep.Sequence), step => step.Sequence),
            new(nameof(RnnStep.Step), nameof(RnnStep.Step), step => step.Step),
        ];
        var taken = all.Concat(trace).Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (string name in SourceNames(first.Source))
        {
            string free = taken.Contains(name) ? nameof(RnnStep.Source) + name : name;
            all.Add(new Column(free, free, step => SourceValue(step.Source, name)));
        }

        all.AddRange(trace);
        return all;
    }

    private static RnnVector AsVector(object value) =>
        value is RnnVector vector ? vector : new RnnVector([(double)value]);

    private static IEnumerable<string> SourceNames(object? source) => source switch
    {
        null => [],
        _ when NumberReader.Unwrap(source) is System.Collections.IDictionary dictionary =>
            dictionary.Keys.Cast<object>().Select(key => key.ToString()!),
        _ => PSObject.AsPSObject(source).Properties.Select(property => property.Name),
    };

    private static object? SourceValue(object? source, string name) => source switch
    {
        null => null,
        _ when NumberReader.Unwrap(source) is System.Collections.IDictionary dictionary => dictionary[name],
        _ => PropertyValue(PSObject.AsPSObject(source).Properties[name]),
    };

    // A property that can't be read is an empty cell, as in Export-Csv: of a process, some never can.
    private static object? PropertyValue(PSPropertyInfo? property)
    {
        try
        {
            return property?.Value;
        }
        catch (ExtendedTypeSystemException)
        {
            return null;
        }
    }

    private sealed record Column(
        string Name, string Property, Func<RnnStep, object?> Read, Func<RnnStep, RnnVector>? Vector = null, int Length = 1);
}
