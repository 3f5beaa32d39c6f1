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

    /// <summary>Lets all go, oldest first.</summary>
    public IEnumerable<(double[] Values, long Step, object? Source)> Drain()
    {
        while (_held.TryDequeue(out var timestep))
        {
            yield return timestep;
        }
    }
}
