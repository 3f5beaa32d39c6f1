namespace RnnPS;

/// <summary>The rows of one group as they come in, to become a sequence.</summary>
/// <param name="key">What tells the group from others.</param>
internal sealed class TrainingTable(object key)
{
    private readonly List<double> _values = [];
    private readonly List<long> _steps = [];
    private long _records;
    private int _features;

    /// <summary>What tells the group from others.</summary>
    public object Key { get; } = key;

    /// <summary>How many rows were taken.</summary>
    public int Count => _features == 0 ? 0 : _values.Count / _features;

    /// <summary>Counts a row in, whether it can be taken or not.</summary>
    /// <returns>Its number.</returns>
    public long Next() => _records++;

    /// <summary>Takes a row.</summary>
    /// <param name="step">Its number.</param>
    /// <param name="values">Its columns; NaN where one is missing.</param>
    /// <exception cref="RnnException">
    /// It has another number of columns than those before it (<see cref="RnnErrorId.InputLength"/>), or an infinite value
    /// (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public void Add(long step, ReadOnlySpan<double> values)
    {
        if (values.Length == 0 || (_features > 0 && values.Length != _features))
        {
            throw new RnnException(
                RnnErrorId.InputLength,
                $"{RnnFormat.Fit(new RnnVector(values.ToArray()), 60)} has {RnnMessages.Count(values.Length, "feature")}: expected "
                + (_features > 0 ? $"{_features}, as the timesteps before it have." : "at least one."),
                values.ToArray());
        }

        foreach (double value in values)
        {
            if (double.IsInfinity(value))
            {
                throw new RnnException(RnnErrorId.NotFinite, RnnMessages.NotFinite(value), value);
            }
        }

        _features = values.Length;
        _values.AddRange(values);
        _steps.Add(step);
    }

    /// <summary>The rows as a sequence.</summary>
    /// <param name="names">The columns' names; empty where they have none.</param>
    public RnnSequence ToSequence(IReadOnlyList<string> names) => new(
        Key,
        new RnnMatrix(Count, _features, [.. _values]),
        names.Count == 0 ? null : names,
        steps: _steps.Count < _records ? _steps : null);
}
