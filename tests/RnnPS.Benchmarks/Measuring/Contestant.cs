namespace RnnPS.Benchmarks;

/// <summary>One of those that are measured against each other.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Measure">Does the work once and says what it cost.</param>
internal sealed record Contestant(string Name, Func<Sample> Measure)
{
    // Peers' threads spin for a while after a run, and slow down whoever comes next.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    // A machine that rested needs a while to be at its full speed again, and what is shorter than that is the clock's and chance.
    private const double ShortestSample = 10;

    // Of so long a run the while is a small part.
    private const double LongRun = 100;

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

    /// <summary>A contestant that is measured once the threads of the one before it rest, and the machine has woken up again.</summary>
    /// <param name="name">Its name in the table.</param>
    /// <param name="work">The work; a sample is the mean of some runs where one is short, after as many that do not count.</param>
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
