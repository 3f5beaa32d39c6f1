namespace RnnPS;

/// <summary>Holds the last step of each run of a sequence, for a loss of the last steps only.</summary>
public sealed class LastSteps
{
    // Two sequences may have the same key; the run that a step came from tells them apart.
    private readonly Dictionary<object, int> _places = new(ReferenceEqualityComparer.Instance);
    private readonly List<RnnStep> _steps = [];

    /// <summary>The last step of each run so far, in the order in which the runs came.</summary>
    public IReadOnlyList<RnnStep> Steps => _steps;

    /// <summary>Takes a step in; the one before it of the same run is let go.</summary>
    /// <param name="step">The step.</param>
    public void Add(RnnStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (_places.TryGetValue(step.Run, out int place))
        {
            _steps[place] = step;
            return;
        }

        _places.Add(step.Run, _steps.Count);
        _steps.Add(step);
    }
}
