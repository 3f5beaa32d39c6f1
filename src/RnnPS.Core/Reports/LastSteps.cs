namespace RnnPS;

/// <summary>Keeps the last step of each run, for a loss that uses only the last steps.</summary>
public sealed class LastSteps
{
    // Two sequences can have the same key, so the run identifies them.
    private readonly Dictionary<object, int> _places = new(ReferenceEqualityComparer.Instance);
    private readonly List<RnnStep> _steps = [];

    /// <summary>The last step of each run so far, in the order in which the runs started.</summary>
    public IReadOnlyList<RnnStep> Steps => _steps;

    /// <summary>Adds a step. It replaces the previous step of the same run.</summary>
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
