using System.Diagnostics;

namespace RnnPS.Benchmarks;

/// <summary>Finds out how fast something goes: the median of short tries, on one thread or on some at once.</summary>
/// <param name="Tries">How many.</param>
internal sealed record Probe(int Tries)
{
    // Long enough for the clock, short enough that a try is seldom disturbed.
    private const double TryMilliseconds = 2;

    /// <summary>The median time of a call, in nanoseconds, with all threads at it.</summary>
    /// <param name="threads">How many threads call.</param>
    /// <param name="create">Makes what a thread calls, on that thread.</param>
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

        // A try is over when the slowest has done its part.
        return Timing.MedianOf(Enumerable.Range(0, Tries).Select(turn => Enumerable.Range(0, threads).Max(index => times[index, turn])));
    }

    private void Try(Action work, Barrier start, int index, double[,] times)
    {
        int calls = 1;
        while (Time(work, calls) < TryMilliseconds * 1e6)
        {
            calls *= 2;
        }

        for (int turn = 0; turn < Tries; turn++)
        {
            start.SignalAndWait();
            times[index, turn] = Time(work, calls) / calls;
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
