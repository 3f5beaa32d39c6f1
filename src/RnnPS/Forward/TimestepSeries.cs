namespace RnnPS;

/// <summary>
/// Timesteps that come one by one, of one group or of none: counted, and run as they come, or kept until they are whole.
/// </summary>
internal sealed class TimestepSeries
{
    private readonly ForwardSettings _settings;
    private readonly TimestepWindow? _window;

    /// <summary>Starts a series.</summary>
    /// <param name="key">What tells it from others.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="capacity">How many timesteps to run at once, where they are run as they come.</param>
    public TimestepSeries(object key, ForwardSettings settings, int capacity)
    {
        Key = key;
        _settings = settings;
        if (settings.Collects)
        {
            _window = new TimestepWindow(settings.MaxLength);
        }
        else
        {
            Run = settings.StartRun(key, capacity, settings.Features);
        }
    }

    /// <summary>What tells the series from others.</summary>
    public object Key { get; }

    /// <summary>The run, where timesteps are run as they come; else null.</summary>
    public RnnRun? Run { get; }

    /// <summary>How many timesteps came, bad ones among them.</summary>
    public long Count { get; private set; }

    /// <summary>Whether what comes now is beyond the length asked for.</summary>
    public bool IsFull => Count == _settings.MaxLength && !_settings.KeepsNewest;

    /// <summary>Whether as many timesteps wait as are run at once.</summary>
    public bool HasWholeChunk => Run is { } run && run.Pending == run.Capacity;

    /// <summary>Whether a number of the run became infinite or NaN, so that nothing more of it comes out.</summary>
    public bool HasFailed => Run is { Failure: not null };

    /// <summary>Counts a timestep in.</summary>
    /// <returns>Its number.</returns>
    public long Next() => Count++;

    /// <summary>Takes a timestep.</summary>
    /// <exception cref="RnnException">It can't go in; it is left out.</exception>
    public void Add(ReadOnlySpan<double> values, long step, object? source)
    {
        if (Run is not null)
        {
            Run.Add(values, step, source);
            return;
        }

        TimestepRules.Check(values, _settings.Model.InputSize, _settings.Features ?? [], _settings.Precision);
        _window!.Add(values, step, source);
    }

    /// <summary>What was kept, as a sequence; null where nothing was.</summary>
    public RnnSequence? ToSequence() => _window?.ToSequence(Key, _settings.Model.InputSize, _settings.Features);
}
