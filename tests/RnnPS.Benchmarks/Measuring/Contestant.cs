using System.Diagnostics;

namespace RnnPS.Benchmarks;

/// <summary>One of those that are measured against each other.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Measure">Does the work once and returns how long it took, in milliseconds.</param>
internal sealed record Contestant(string Name, Func<double> Measure)
{
    /// <summary>A contestant whose work is timed from here.</summary>
    /// <param name="name">Its name in the table.</param>
    /// <param name="work">The work.</param>
    /// <param name="cleanUp">What has to be done after it, outside the time.</param>
    public static Contestant Timed(string name, Action work, Action? cleanUp = null) => new(name, () =>
    {
        Memory.Collect();
        var watch = Stopwatch.StartNew();
        work();
        watch.Stop();
        cleanUp?.Invoke();
        return watch.Elapsed.TotalMilliseconds;
    });
}
