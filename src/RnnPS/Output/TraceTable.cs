using System.Collections.Immutable;
using System.Globalization;
using System.Management.Automation;

namespace RnnPS;

/// <summary>
/// A flat table of steps with one column for each component. The column of a scalar has the name of its property. The columns
/// of a vector have the property's name and the component's number, as in State0 and State1. In a model with several cells, the
/// layer precedes the name, as in Layer0ForwardInputGate3. The columns of the source row follow Step under their own names. If
/// such a name is also a column of the step, it gets the prefix Source.
/// </summary>
internal sealed class TraceTable
{
    private readonly (string Name, int Length)[] _vectors;
    private readonly TraceColumn[] _foreign;
    private readonly bool _readsSource;
    private readonly RnnStep _first;
    private TraceRow _last;

    /// <summary>Creates the columns of the table.</summary>
    /// <param name="first">The first step. Later steps must have the same shape.</param>
    /// <param name="properties">
    /// The properties of the step or the source row to include, in this order, or null for all. Wildcards are allowed.
    /// </param>
    /// <exception cref="RnnException">No property matches a name.</exception>
    public TraceTable(RnnStep first, IReadOnlyList<string>? properties)
    {
        _first = first;
        _vectors = Shape(first);
        List<TraceColumn> all = AllColumns(first);
        Columns = [.. properties is null ? all : Choose(all, properties)];
        _foreign = [.. Columns.Where(column => column.IsForeign)];
        _readsSource = Array.Exists(_foreign, column => column.Property != nameof(RnnStep.Sequence));
        Names = [.. Columns.Select(column => column.Name)];
    }

    /// <summary>The property names that -Property accepts, for the steps of all kinds of cells.</summary>
    public static IEnumerable<string> StepProperties =>
    [
        nameof(RnnStep.Sequence), nameof(RnnStep.Step), nameof(RnnStep.Input), nameof(LstmStep.PreActivation),
        nameof(RnnStep.State), nameof(RnnStep.Output), nameof(RnnStep.Prediction), nameof(ClassPrediction.Predicted), nameof(ClassPrediction.Probability), nameof(LstmStep.CellState), nameof(LstmStep.InputGate),
        nameof(LstmStep.ForgetGate), nameof(LstmStep.OutputGate), nameof(LstmStep.Candidate), nameof(GruStep.UpdateGate),
        nameof(GruStep.ResetGate),
    ];

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The columns.</summary>
    public ImmutableArray<TraceColumn> Columns { get; }

    /// <summary>Checks that a step has the same shape as the first step.</summary>
    /// <exception cref="RnnException">The step has a different shape.</exception>
    public void RequireFits(RnnStep step)
    {
        if (step.HasVectorsOf(_first))
        {
            return;
        }

        (string Name, int Length)[] vectors = Shape(step);
        (string name, int length) = vectors.FirstOrDefault(vector => !_vectors.Contains(vector));
        int expected = _vectors.FirstOrDefault(vector => vector.Name == name).Length;
        throw new RnnException(
            RnnErrorId.TraceColumns,
            name is null
                ? $"Step {step.Step} does not have all vectors of the first step, which defines the columns: export the steps of each model to a separate file."
                : expected == 0
                ? $"{name} of step {step.Step} is not a column of the first step, which defines the columns: export the steps of each model to a separate file."
                : $"{name} of step {step.Step} has {RnnMessages.Count(length, "component")}: expected {expected} as in the first "
                    + "step, which defines the columns. Export the steps of each model to a separate file.",
            step);
    }

    /// <summary>The cells of a step, in the order of the columns. A cell is a double, a long, or a value of the source row.</summary>
    public IEnumerable<object?> Cells(RnnStep step)
    {
        IReadOnlyList<KeyValuePair<string, RnnVector>> vectors = step.ToVectors();
        return Columns.Select(column => column.Vector < 0 ? column.Read!(step) : vectors[column.Vector].Value[column.Component]);
    }

    /// <summary>Reads what only the pipeline's thread may read of a step: its key, and the values of its source row.</summary>
    /// <param name="step">The step.</param>
    public TraceRow Read(RnnStep step)
    {
        // Most steps have the key of the step before, and nothing else to read.
        if (_last.Step is null || _readsSource || step.Sequence != _last.Step.Sequence)
        {
            _last = new TraceRow(step, [.. _foreign.Select(column => Plain(column.Read!(step)))]);
        }

        return _last with { Step = step };
    }

    /// <summary>A cell as text with round-trip digits, in the invariant culture.</summary>
    public static string Text(object? cell) => cell switch
    {
        null => string.Empty,
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        string text => text,
        _ => Readable(() => Convert.ToString(cell, CultureInfo.InvariantCulture)) ?? string.Empty,
    };

    private static List<TraceColumn> Choose(List<TraceColumn> all, IReadOnlyList<string> properties)
    {
        List<TraceColumn> columns = [];
        foreach (string property in properties)
        {
            TraceColumn[] found = [.. Find(all, property)];
            found = found.Length == 0 && property.Equals(nameof(RnnStep.Prediction), StringComparison.OrdinalIgnoreCase)
                ? [.. Find(all, nameof(RnnStep.Output)).Select(AsPrediction)]
                : found;
            columns.AddRange(found.Length > 0 ? found : throw new RnnException(
                RnnErrorId.PropertyMissing,
                RnnMessages.PropertyMissing(property, all.Select(column => column.Property).Distinct()),
                property));
        }

        return columns;
    }

    // An exact name takes precedence over a wildcard pattern, for names that contain brackets or stars.
    private static IEnumerable<TraceColumn> Find(List<TraceColumn> all, string property)
    {
        if (all.Exists(column => column.Property.Equals(property, StringComparison.OrdinalIgnoreCase)))
        {
            return all.Where(column => column.Property.Equals(property, StringComparison.OrdinalIgnoreCase));
        }

        WildcardPattern pattern = PatternReader.Read(property, string.Empty);
        return all.Where(column => pattern.IsMatch(column.Property));
    }

    // Of a model without a link, the prediction is the output and needs no column of its own.
    private static TraceColumn AsPrediction(TraceColumn output) => output with
    {
        Name = nameof(RnnStep.Prediction) + output.Name[nameof(RnnStep.Output).Length..],
        Property = nameof(RnnStep.Prediction),
    };

    private static object? Plain(object? cell) => cell is null or double or long or string ? cell : Text(cell);

    private static (string Name, int Length)[] Shape(RnnStep step) =>
        [.. step.ToVectors().Select(vector => (vector.Key, vector.Value.Length))];

    private List<TraceColumn> AllColumns(RnnStep first)
    {
        List<TraceColumn> trace = [];
        for (int vector = 0; vector < _vectors.Length; vector++)
        {
            (string name, int length) = _vectors[vector];
            for (int i = 0; i < length; i++)
            {
                trace.Add(new TraceColumn(length == 1 ? name : FormattableString.Invariant($"{name}{i}"), name, null, vector, i));
            }
        }

        if (RnnStepFormat.ShowsClasses(first))
        {
            trace.Add(new(nameof(ClassPrediction.Predicted), nameof(ClassPrediction.Predicted), step => step.PredictedClass()));
            trace.AddRange(first.ToProbabilities().Select((one, index) => new TraceColumn(
                $"{nameof(ClassPrediction.Probability)}_{one.Key}",
                nameof(ClassPrediction.Probability),
                step => step.ToProbabilities() is { } all && index < all.Count && all[index].Key == one.Key ? all[index].Value : null)));
        }

        List<TraceColumn> all =
        [
            new(nameof(RnnStep.Sequence), nameof(RnnStep.Sequence), step => step.Sequence, IsForeign: true),
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
            all.Add(new TraceColumn(free, free, step => SourceValue(step.Source, name), IsForeign: true));
        }

        all.AddRange(trace);
        return all;
    }

    private static IEnumerable<string> SourceNames(object? source) => source switch
    {
        null => [],
        _ when NumberReader.Unwrap(source) is System.Collections.IDictionary dictionary =>
            Readable(() => dictionary.Keys.Cast<object>().Select(key => key.ToString()!).ToArray()) ?? [],
        _ => PSObject.AsPSObject(source).Properties.Select(property => property.Name),
    };

    private static object? SourceValue(object? source, string name) => source switch
    {
        null => null,
        _ when NumberReader.Unwrap(source) is System.Collections.IDictionary dictionary => Readable(() => dictionary[name]),
        _ => Readable(() => PSObject.AsPSObject(source).Properties[name]?.Value),
    };

    // What can't be read becomes an empty cell, as in Export-Csv. Some properties of a process can never be read.
    private static T? Readable<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception error) when (ForeignCode.IsFault(error))
        {
            return null;
        }
    }
}
