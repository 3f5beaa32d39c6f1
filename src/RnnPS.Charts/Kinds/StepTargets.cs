namespace RnnPS.Charts.Kinds;

/// <summary>The targets of the steps of a run, which are in their source rows.</summary>
internal sealed class StepTargets
{
    private readonly IReadOnlyList<RnnStep> _run;
    private readonly double[][] _values;

    private StepTargets(IReadOnlyList<RnnStep> run, IReadOnlyList<string> names, double[][] values)
    {
        _run = run;
        Names = names;
        _values = values;
    }

    /// <summary>The names of the targets; empty if they are unknown.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether the only target is the only input, as in a model that predicts the next value.</summary>
    public bool AreInputs => _values is [var only] && _run.Select((step, index) => step.InputVector.Length == 1 && step.InputVector[0].Equals(only[index])).All(same => same);

    /// <summary>Reads the targets that the user named, or that the model was trained with if the rows have them.</summary>
    /// <param name="run">The steps.</param>
    /// <param name="request">The request.</param>
    public static StepTargets Read(IReadOnlyList<RnnStep> run, RnnChartRequest request)
    {
        IReadOnlyList<string> names = request.TargetNames.Count > 0 ? request.TargetNames : run[0].TargetNames;
        bool readable = request.ReadSource is not null && names.Count > 0 && (request.TargetNames.Count > 0 || (run[0].Classes.Count == 0 && run[0].Source is not null));
        if (!readable)
        {
            return new StepTargets(run, names, []);
        }

        try
        {
            return new StepTargets(run, names, [.. names.Select(name => run.Select(step => request.ReadSource!(step.Source, name)).ToArray())]);
        }
        catch (RnnException) when (request.TargetNames.Count == 0)
        {
            // Rows of another file may not have the target.
            return new StepTargets(run, names, []);
        }
    }

    /// <summary>The lines of the targets.</summary>
    public IEnumerable<ChartLine> Lines() => _values.Select((values, target) => new ChartLine(
        (AreInputs ? "input and target" : "target") + (_values.Length > 1 ? " " + ChartText.Name(Names[target]) : string.Empty),
        _values.Length > 1 ? new ChartColor(target) : ChartColor.Ink,
        ChartKinds.Points([.. _run.Zip(values)], pair => pair.First.Step, pair => pair.First.Step, pair => pair.Second),
        _values.Length > 1 ? ChartStroke.Dotted : ChartStroke.Solid));
}
