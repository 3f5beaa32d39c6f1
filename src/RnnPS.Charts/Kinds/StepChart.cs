using System.Text.RegularExpressions;

namespace RnnPS.Charts.Kinds;

/// <summary>The chart of the steps of a run: heatmaps of states and gates, lines of units, and outputs against their targets.</summary>
internal static partial class StepChart
{
    private const string What = "these steps";
    private const string Output = nameof(RnnStep.Output);

    // More components are a heatmap.
    private const int MostLines = 6;
    private const int MostDefaultPanels = 6;

    /// <summary>Creates the chart.</summary>
    public static RnnChart Create(IReadOnlyList<RnnStep> steps, RnnChartRequest request)
    {
        List<List<RnnStep>> runs = ChartKinds.Runs(steps, step => step.Sequence, step => step.Step);
        string[] known = [.. steps[0].ToVectors().Select(vector => vector.Key)];
        string[] kinds = [.. request.Kinds.SelectMany(kind => Find(kind, known)).Distinct()];
        if (kinds.Length == 0)
        {
            kinds = Default(known);
        }

        bool several = runs.Count > 1;
        // The title of the values is that of the first kind.
        RnnChartRequest others = request with { ValueTitle = null };
        ChartPanel[] panels = [.. runs.SelectMany(run => kinds.SelectMany((kind, index) => Panels(run, kind, several, index == 0 ? request : others)))];
        return new RnnChart(
            ChartKinds.Title(request, Title(kinds, request.Units), steps.Select(step => step.Sequence)),
            null,
            ChartAxis.From("step", panels.SelectMany(panel => panel.Series.SelectMany(one => one.Places))) with { IsInteger = true },
            panels);
    }

    private static string Title(string[] kinds, IReadOnlyList<int> units) => kinds switch
    {
        [Output] => "Output",
        [var only] => $"{ChartKinds.Capital(ChartKinds.Words(only))}{(units.Count > 0 ? " of chosen units" : string.Empty)}",
        _ when kinds.Select(Alone).Distinct().Count() == 1 => $"{ChartKinds.Capital(ChartKinds.Words(Alone(kinds[0])))} by layer",
        _ => ChartKinds.Capital(string.Join(", ", kinds.Select(ChartKinds.Words))),
    };

    // The states of all layers of a stack.
    private static string[] Default(string[] known)
    {
        string[] layers = [.. known.Where(name => name.EndsWith(nameof(RnnStep.State), StringComparison.Ordinal)
            && !name.EndsWith(nameof(LstmStep.CellState), StringComparison.Ordinal) && name != nameof(RnnStep.State))];
        return layers.Length is > 0 and <= MostDefaultPanels ? layers : [nameof(RnnStep.State)];
    }

    // The name without the layer and its direction.
    private static string Alone(string kind) => LayerPrefix().Replace(kind, string.Empty);

    // A gate's name stands for that gate of all layers of a stack.
    private static string[] Find(string kind, string[] known)
    {
        string[] found = [.. known.Where(name => name.Equals(kind, StringComparison.OrdinalIgnoreCase))];
        found = found.Length > 0 ? found : [.. known.Where(name => name.EndsWith(kind, StringComparison.OrdinalIgnoreCase))];
        return found.Length > 0 ? found : throw ChartKinds.Unknown(kind, known.Select(Alone).Distinct(), What);
    }

    [GeneratedRegex(@"^Layer\d+(Forward|Reverse)?")]
    private static partial Regex LayerPrefix();

    private static IEnumerable<ChartPanel> Panels(List<RnnStep> run, string kind, bool several, RnnChartRequest request)
    {
        string? sequence = several ? $"sequence {ChartKinds.Name(run[0].Sequence) ?? "0"}" : null;
        if (kind == Output && request.Units.Count == 0 && run[0].PredictionVector.Length <= MostLines)
        {
            return OutputPanels(run, sequence, request);
        }

        int index = run[0].ToVectors().TakeWhile(vector => vector.Key != kind).Count();
        (long Step, RnnVector Values)[] columns = [.. run.Select(step => (step.Step, step.ToVectors()[index].Value))];
        string name = ChartKinds.Words(kind);
        return request.Units.Count > 0
            ? [Units(columns, ChartKinds.Join(sequence, request.ValueTitle ?? name), request.Units)]
            : columns[0].Values.Length == 1
            ? [Lines(ChartKinds.Join(sequence, request.ValueTitle ?? name), [Line(columns, name, 0, 0)])]
            : [Heatmap(columns, kind, ChartKinds.Join(sequence, "unit"), request.ValueTitle ?? name)];
    }

    private static ChartPanel Heatmap((long Step, RnnVector Values)[] columns, string kind, string title, string name)
    {
        var cells = new ChartCells(name, columns, kind.EndsWith("Gate", StringComparison.Ordinal));
        return new ChartPanel(new ChartAxis(title, -0.5, cells.Units - 0.5) { IsInteger = true, IsReversed = true }, [cells]);
    }

    private static ChartPanel Units((long Step, RnnVector Values)[] columns, string title, IReadOnlyList<int> units)
    {
        int count = columns[0].Values.Length;
        foreach (int unit in units)
        {
            if (unit < 0 || unit >= count)
            {
                throw new RnnException(RnnErrorId.ChartKind, FormattableString.Invariant($"There is no unit {unit}: expected units from 0 to {count - 1}."), unit);
            }
        }

        return Lines(title, [.. units.Select((unit, index) => Line(columns, FormattableString.Invariant($"unit {unit}"), unit, index))]);
    }

    private static ChartLine Line((long Step, RnnVector Values)[] columns, string name, int unit, int color) => new(
        name,
        new ChartColor(color),
        ChartKinds.Points(columns, column => column.Step, column => column.Step, column => column.Values[unit]),
        (ChartStroke)(color / MostLines % 3));

    private static ChartPanel Lines(string title, ChartSeries[] series) => new(ChartAxis.Around(title, series.SelectMany(one => one.Values)), series);

    // Each prediction is at the step that it is for, which is where its target is.
    private static IEnumerable<ChartPanel> OutputPanels(List<RnnStep> run, string? sequence, RnnChartRequest request)
    {
        int outputs = run[0].PredictionVector.Length;
        var targets = StepTargets.Read(run, request);
        bool inputIsTarget = targets.AreInputs;
        (long Step, RnnVector Values)[] inputs = [.. run.Select(step => (step.Step, step.InputVector))];
        int count = inputs[0].Values.Length;
        if (!inputIsTarget && count <= MostLines)
        {
            yield return Lines(
                ChartKinds.Join(sequence, "input"),
                [.. Enumerable.Range(0, count).Select(input => Line(inputs, count == 1 ? "input" : FormattableString.Invariant($"input {input}"), input, outputs + input))]);
        }

        string[] names = [.. run[0].Classes.Count > 0 ? run[0].Classes : targets.Names];
        ChartSeries[] series =
        [
            .. targets.Lines(),
            .. Enumerable.Range(0, outputs).Select(output => new ChartLine(
                outputs == 1 ? "prediction" : names.Length == outputs ? ChartText.Name(names[output]) : FormattableString.Invariant($"output {output}"),
                new ChartColor(output),
                ChartKinds.Points(run, step => step.Step, step => step.Step + step.Lead, step => step.PredictionVector[output]))),
        ];
        yield return Lines(ChartKinds.Join(sequence, request.ValueTitle ?? (names is [var only] ? ChartText.Name(only) : "output")), series);
    }
}
