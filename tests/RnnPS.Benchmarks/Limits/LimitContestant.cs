namespace RnnPS.Benchmarks;

/// <summary>
/// A work's limit, measured anew in each round, so that a machine whose clock or neighbours change slows it down as it does
/// the competitors.
/// </summary>
/// <param name="work">The work.</param>
/// <param name="precision">The precision.</param>
internal sealed class LimitContestant(ForwardWork work, RnnPrecision precision)
{
    private const int Tries = 3;

    private readonly List<Limit> _limits = [];

    /// <summary>The precision.</summary>
    public RnnPrecision Precision => precision;

    /// <summary>The limit over the rounds so far.</summary>
    public Limit Limit => Limit.MedianOf(_limits);

    /// <summary>Measures the machine; the sample is the time that the work would take at the limit.</summary>
    public Contestant Contestant => new($"limit, {(precision == RnnPrecision.Single ? "float" : "double")}", () =>
    {
        var limit = Limit.Of(work.Size, work.Threads, work.InputThreads, MachineLimits.Of(precision, Tries));
        _limits.Add(limit);
        double milliseconds = limit.Total * work.Steps / 1000;
        return new Sample(milliseconds, milliseconds * work.Threads);
    });
}
