using System.Diagnostics;

namespace RnnPS.Benchmarks;

/// <summary>Measures the time of a call as the median of short tries, on one or more threads at once.</summary>
/// <param name="Tries">The number of tries.</param>
internal sealed record Probe(int Tries)
{
    // Long enough for the clock's resolution, and short enough that other programs rarely disturb a try.
    private const double TryMilliseconds = 2;

    /// <summary>Measures the median time of a call, in nanoseconds, while all threads make calls.</summary>
    /// <param name="threads">The number of threads that make calls.</param>
    /// <param name="create">Creates the action that a thread calls. It runs on that thread.</param>
    public double Nanoseconds(int threads, Func<Action> create)
    {
        double[,] times = new double[threads, Tries];
        using var start = new Barrier(threads);
        Thread[] team = [.. Enumerable.Range(0, threads).Select(index => new Thread(() => Try(create(), start, index, times)))];
        foreach (Thread thread in team)
        {
            thread.Start();
        }

        foreach (Thread thread in team)
        {
            thread.Join();
        }

        // A try ends when its slowest thread ends.
        return Timing.MedianOf(Enumerable.Range(0, Tries).Select(attempt => Enumerable.Range(0, threads).Max(index => times[index, attempt])));
    }

    private void Try(Action work, Barrier start, int index, double[,] times)
    {
        int calls = 1;
        while (Time(work, calls) < TryMilliseconds * 1e6)
        {
            calls *= 2;
        }

        for (int attempt = 0; attempt < Tries; attempt++)
        {
            start.SignalAndWait();
            times[index, attempt] = Time(work, calls) / calls;
        }
    }

    private static double Time(Action work, int calls)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(begin).TotalNanoseconds;
    }
}
