namespace RnnPS.Benchmarks;

/// <summary>One of several implementations to compare.</summary>
/// <param name="Name">The name for the table.</param>
/// <param name="Measure">Does the work once and returns its cost.</param>
internal sealed record Contestant(string Name, Func<Sample> Measure)
{
    // A peer's threads spin for a while after a run. Without a pause they would slow down the next contestant.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    // An idle machine needs some milliseconds to reach full speed again. A shorter sample would mostly measure that.
    private const double ShortestSample = 10;

    // In a run of this length the time to reach full speed is a small part.
    private const double LongRun = 100;

    /// <summary>Creates a contestant that works in this process.</summary>
    /// <param name="name">The name for the table.</param>
    /// <param name="work">The work.</param>
    /// <param name="cleanUp">An action to run after the work. Its time does not count.</param>
    public static Contestant InProcess(string name, Action work, Action? cleanUp = null) => new(name, () =>
    {
        Memory.Collect();
        Sample sample = Sample.Of(work);
        cleanUp?.Invoke();
        return sample;
    });

    /// <summary>
    /// Creates a contestant that first waits for the threads of the previous contestant to sleep, then brings the machine
    /// back to full speed.
    /// </summary>
    /// <param name="name">The name for the table.</param>
    /// <param name="work">
    /// The work. If one run is short, a sample is the mean of several runs, after as many warm-up runs.
    /// </param>
    public static Contestant AfterPause(string name, Action work) => new(name, () =>
    {
        Thread.Sleep(Pause);
        Sample first = Sample.Of(work);
        if (first.Milliseconds >= LongRun)
        {
            return first;
        }

        int runs = (int)Math.Ceiling(ShortestSample / first.Milliseconds);
        _ = runs == 1 ? first : Sample.Of(work, runs);
        return Sample.Of(work, runs);
    });
}
