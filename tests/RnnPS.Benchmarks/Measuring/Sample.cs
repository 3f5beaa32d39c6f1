using System.Diagnostics;

namespace RnnPS.Benchmarks;

/// <summary>What something cost once.</summary>
/// <param name="Milliseconds">The time that passed.</param>
/// <param name="Cpu">
/// The time that all processors spent on it, the collector's and the compiler's threads included: steadier than the
/// time that passed, where other programs run beside.
/// </param>
internal readonly record struct Sample(double Milliseconds, double Cpu)
{
    /// <summary>Does work and measures it in this process.</summary>
    /// <param name="work">The work.</param>
    /// <param name="runs">How many times it is done; the sample is one's share.</param>
    public static Sample Of(Action work, int runs = 1)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        for (int run = 0; run < runs; run++)
        {
            work();
        }

        watch.Stop();
        return new Sample(
            watch.Elapsed.TotalMilliseconds / runs, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / runs);
    }
}
