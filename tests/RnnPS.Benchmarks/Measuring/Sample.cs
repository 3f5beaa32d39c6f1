using System.Diagnostics;

namespace RnnPS.Benchmarks;

/// <summary>The cost of one run.</summary>
/// <param name="Milliseconds">The elapsed time, in milliseconds.</param>
/// <param name="Cpu">
/// The time of all processors, including the threads of the garbage collector and the compiler. It varies less than the
/// elapsed time if other programs run at the same time.
/// </param>
internal readonly record struct Sample(double Milliseconds, double Cpu)
{
    /// <summary>Runs the work in this process and measures it.</summary>
    /// <param name="work">The work.</param>
    /// <param name="runs">The number of runs. The sample is their mean.</param>
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
