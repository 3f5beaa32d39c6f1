namespace RnnPS;

/// <summary>Holds back the newest timesteps of a stream, each with its number and source.</summary>
/// <param name="capacity">How many are held.</param>
internal sealed class TimestepWindow(int capacity)
{
    private readonly Queue<(double[] Values, long Step, object? Source)> _held = new();

    /// <summary>Takes a timestep in, and lets the oldest go where there are too many.</summary>
    public void Add(ReadOnlySpan<double> values, long step, object? source)
    {
        if (_held.Count == capacity)
        {
            _held.Dequeue();
        }

        _held.Enqueue((values.ToArray(), step, source));
    }

    /// <summary>What is held, oldest first, as a sequence; null where nothing is.</summary>
    public RnnSequence? ToSequence(object key, int features, IReadOnlyList<string>? names) => _held.Count == 0
        ? null
        : new RnnSequence(
            key,
            new RnnMatrix(_held.Count, features, [.. _held.SelectMany(timestep => timestep.Values)]),
            names,
            _held.Any(timestep => timestep.Source is not null) ? [.. _held.Select(timestep => timestep.Source)] : null,
            [.. _held.Select(timestep => timestep.Step)]);
}
