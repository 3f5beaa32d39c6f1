namespace RnnPS.Benchmarks;

/// <summary>
/// Measures a work's limit again in each round. A change of the clock rate or of other programs' load then affects the limit
/// and the competitors alike.
/// </summary>
/// <param name="work">The work.</param>
/// <param name="precision">The precision.</param>
internal sealed class LimitContestant(ForwardWork work, RnnPrecision precision)
{
    private const int Tries = 3;

    private readonly List<Limit> _limits = [];

    /// <summary>The precision.</summary>
    public RnnPrecision Precision => precision;

    /// <summary>The median limit of the rounds so far.</summary>
    public Limit Limit => Limit.MedianOf(_limits);

    /// <summary>Measures the machine. The sample is the time that the work would take at the limit.</summary>
    public Contestant Contestant => new($"limit, {(precision == RnnPrecision.Single ? "float" : "double")}", () =>
    {
        var limit = Limit.Of(work.Size, work.Threads, work.InputThreads, MachineLimits.Of(precision, Tries));
        _limits.Add(limit);
        double milliseconds = limit.Total * work.Steps / 1000;
        return new Sample(milliseconds, milliseconds * work.Threads);
    });
}
