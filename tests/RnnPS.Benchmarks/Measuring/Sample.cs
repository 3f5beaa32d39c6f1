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
    public static Sample Of(Action work)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        work();
        watch.Stop();
        return new Sample(watch.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
    }
}
