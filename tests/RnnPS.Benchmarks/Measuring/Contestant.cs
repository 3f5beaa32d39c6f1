namespace RnnPS.Benchmarks;

/// <summary>One of those that are measured against each other.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Measure">Does the work once and says what it cost.</param>
internal sealed record Contestant(string Name, Func<Sample> Measure)
{
    // Peers' threads spin for a while after a run, and slow down whoever comes next.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    // A run that is shorter is repeated within a sample: the clock, and what the machine does beside, would be a part of it.
    private static readonly TimeSpan ShortestSample = TimeSpan.FromMilliseconds(5);

    /// <summary>A contestant that works in this process.</summary>
    /// <param name="name">Its name in the table.</param>
    /// <param name="work">The work.</param>
    /// <param name="cleanUp">What has to be done after it, which does not count.</param>
    public static Contestant InProcess(string name, Action work, Action? cleanUp = null) => new(name, () =>
    {
        Memory.Collect();
        Sample sample = Sample.Of(work);
        cleanUp?.Invoke();
        return sample;
    });

    /// <summary>A contestant that is measured once the threads of the one before it rest, and its own have woken up.</summary>
    /// <param name="name">Its name in the table.</param>
    /// <param name="work">The work; a sample is the mean of a few runs where one is short.</param>
    public static Contestant AfterPause(string name, Action work) => new(name, () =>
    {
        Thread.Sleep(Pause);
        Sample first = Sample.Of(work);
        double runs = ShortestSample.TotalMilliseconds / first.Milliseconds;
        // What takes so long does not depend on how it began.
        return runs < 0.1 ? first : Sample.Of(work, (int)Math.Ceiling(runs));
    });
}
