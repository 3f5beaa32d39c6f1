namespace RnnPS;

/// <summary>What the rows before tell of a row, beside its own residual.</summary>
internal sealed class AnomalyEvidence
{
    private readonly DriftWindow _window;
    private readonly ValueRuns[] _runs;

    /// <summary>Starts before the first row.</summary>
    /// <param name="targets">The number of targets.</param>
    public AnomalyEvidence(int targets) => (_window, _runs) = (new DriftWindow(targets), [.. Enumerable.Range(0, targets).Select(_ => new ValueRuns())]);

    private AnomalyEvidence(DriftWindow window, ValueRuns[] runs) => (_window, _runs) = (window, runs);

    /// <summary>The sum of the last residuals.</summary>
    public DriftWindow Window => _window;

    /// <summary>How often the value of each target is repeated.</summary>
    public IReadOnlyList<ValueRuns> Runs => _runs;

    /// <summary>Breaks off at a missing row.</summary>
    public void Clear()
    {
        _window.Clear();
        Array.ForEach(_runs, run => run.Break());
    }

    /// <summary>Copies what is known.</summary>
    public AnomalyEvidence Copy() => new(_window.Copy(), [.. _runs.Select(run => run.Copy())]);
}
