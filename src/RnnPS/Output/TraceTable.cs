using System.Globalization;
using System.Management.Automation;

namespace RnnPS;

/// <summary>
/// The flat table of steps: one column for each component. A scalar's column has its property's name, a vector's its
/// property's name and the component's number, as State0, State1; of a model with several cells, each cell's vectors have its
/// layer before them, as Layer0ForwardInputGate3. The source row's columns keep their names, after Step; one that is called
/// like a column of the trace gets the word Source before it.
/// </summary>
internal sealed class TraceTable
{
    private readonly List<Column> _columns = [];
    private readonly (string Name, int Length)[] _vectors;

    /// <summary>Lays the table out.</summary>
    /// <param name="first">The first step: later ones should have its shape.</param>
    /// <param name="properties">
    /// The step's or the source's properties to have, in this order, wildcards allowed; null for all.
    /// </param>
    /// <exception cref="RnnException">There is no such property.</exception>
    public TraceTable(RnnStep first, IReadOnlyList<string>? properties)
    {
        _vectors = Shape(first);
        List<Column> all = AllColumns(first);
        if (properties is null)
        {
            _columns = all;
            return;
        }

        foreach (string property in properties)
        {
            Column[] found = [.. Find(all, property)];
            _columns.AddRange(found.Length > 0 ? found : throw new RnnException(
                RnnErrorId.PropertyMissing,
                RnnMessages.PropertyMissing(property, all.Select(column => column.Property).Distinct()),
                property));
        }
    }

    /// <summary>The names that -Property takes on the steps of one kind of cell or another.</summary>
    public static IEnumerable<string> StepProperties =>
    [
        nameof(RnnStep.Sequence), nameof(RnnStep.Step), nameof(RnnStep.Input), nameof(LstmStep.PreActivation),
        nameof(RnnStep.State), nameof(RnnStep.Output), nameof(LstmStep.CellState), nameof(LstmStep.InputGate),
        nameof(LstmStep.ForgetGate), nameof(LstmStep.OutputGate), nameof(LstmStep.Candidate), nameof(GruStep.UpdateGate),
        nameof(GruStep.ResetGate),
    ];

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Names => [.. _columns.Select(column => column.Name)];

    /// <summary>Requires that a step has the shape that the table was laid out for.</summary>
    /// <exception cref="RnnException">It has another.</exception>
    public void RequireFits(RnnStep step)
    {
        (string Name, int Length)[] vectors = Shape(step);
        if (vectors.AsSpan().SequenceEqual(_vectors))
        {
            return;
        }

        (string name, int length) = vectors.FirstOrDefault(vector => !_vectors.Contains(vector));
        int expected = _vectors.FirstOrDefault(vector => vector.Name == name).Length;
        throw new RnnException(
            RnnErrorId.TraceColumns,
            name is null
                ? $"Step {step.Step} lacks vectors that the table's columns were laid out for: export the steps of each model to a file of their own."
                : expected == 0
                ? $"{name} of step {step.Step} is not among the table's columns: export the steps of each model to a file of their own."
                : $"{name} of step {step.Step} has {length} components, and the table's columns were "
                    + $"laid out for {expected}: export the steps of each model to a file of their own.",
            step);
    }

    /// <summary>The cells of a step, in the order of the columns: doubles, a long, or what the source row holds.</summary>
    public IEnumerable<object?> Cells(RnnStep step)
    {
        IReadOnlyList<KeyValuePair<string, RnnVector>> vectors = step.ToVectors();
        return _columns.Select(column => column.Vector < 0 ? column.Read!(step) : vectors[column.Vector].Value[column.Component]);
    }

    /// <summary>A cell as text with round-trip digits, in the invariant culture.</summary>
    public static string Text(object? cell) => cell switch
    {
        null => string.Empty,
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? string.Empty,
    };

    // By its name; a name with brackets or stars of its own comes before the pattern that it could be.
    private static IEnumerable<Column> Find(List<Column> all, string property)
    {
        if (all.Exists(column => column.Property.Equals(property, StringComparison.OrdinalIgnoreCase)))
        {
            return all.Where(column => column.Property.Equals(property, StringComparison.OrdinalIgnoreCase));
        }

        var pattern = WildcardPattern.Get(property, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        return all.Where(column => pattern.IsMatch(column.Property));
    }

    private static (string Name, int Length)[] Shape(RnnStep step) =>
        [.. step.ToVectors().Select(vector => (vector.Key, vector.Value.Length))];

    private List<Column> AllColumns(RnnStep first)
    {
        List<Column> trace = [];
        for (int vector = 0; vector < _vectors.Length; vector++)
        {
            (string name, int length) = _vectors[vector];
            for (int i = 0; i < length; i++)
            {
                trace.Add(new Column(length == 1 ? name : FormattableString.Invariant($"{name}{i}"), name, null, vector, i));
            }
        }

        List<Column> all =
        [
            new(nameof(RnnStep.Sequence), nameof(RnnStep.Sequence), step => step.Sequence),
            new(nameof(RnnStep.Step), nameof(RnnStep.Step), step => step.Step),
        ];
        if (first is ILayerStep)
        {
            all.Add(new(nameof(ILayerStep.Layer), nameof(ILayerStep.Layer), step => (step as ILayerStep)?.Layer));
            all.Add(new(nameof(ILayerStep.Direction), nameof(ILayerStep.Direction), step => (step as ILayerStep)?.Direction));
        }

        var taken = all.Concat(trace).Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (string name in SourceNames(first.Source))
        {
            string free = taken.Contains(name) ? nameof(RnnStep.Source) + name : name;
            all.Add(new Column(free, free, step => SourceValue(step.Source, name)));
        }

        all.AddRange(trace);
        return all;
    }

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

    // A component of one of the step's vectors, or what a function reads of the step.
    private sealed record Column(
        string Name, string Property, Func<RnnStep, object?>? Read, int Vector = -1, int Component = 0);
}
