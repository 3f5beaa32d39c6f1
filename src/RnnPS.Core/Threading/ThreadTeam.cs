using System.Runtime.ExceptionServices;

namespace RnnPS;

/// <summary>
/// Some threads that work for one caller. All teams share the process's threads: there is one for each processor but the
/// caller's. A caller that finds no thread idle runs alone.
/// </summary>
/// <remarks>
/// A part may take microseconds, so a thread spins for some microseconds between two parts. It then lets other threads run, and
/// soon it sleeps. The caller never waits for a thread that has not begun its part: it does the part itself.
/// </remarks>
internal sealed class ThreadTeam : IDisposable
{
    // With one processor there is no thread, and nobody ever spins.
    private static readonly Stack<TeamThread> Idle =
        new(Enumerable.Range(0, Environment.ProcessorCount - 1).Select(_ => new TeamThread()));

    private readonly Stack<TeamThread> _idle;
    private readonly TeamThread[] _threads;
    private bool _isDisposed;

    private ThreadTeam(Stack<TeamThread> idle, TeamThread[] threads)
    {
        _idle = idle;
        _threads = threads;
    }

    /// <summary>The number of threads that share the work, the caller's included.</summary>
    public int Size => _threads.Length + 1;

    /// <summary>Takes idle threads.</summary>
    /// <param name="most">The most threads that should share the work, the caller's included.</param>
    /// <returns>The team, which <see cref="Dispose"/> gives back; null where no thread is idle or none can be started.</returns>
    public static ThreadTeam? Take(int most) => Take(Idle, most);

    /// <summary>Takes threads of a pool.</summary>
    /// <param name="idle">The pool.</param>
    /// <param name="most">The most threads that should share the work, the caller's included.</param>
    /// <returns>The team, or null.</returns>
    internal static ThreadTeam? Take(Stack<TeamThread> idle, int most)
    {
        TeamThread[] threads;
        lock (idle)
        {
            int count = Math.Min(most - 1, idle.Count);
            if (count <= 0)
            {
                return null;
            }

            threads = [.. idle.Take(count)];
            Array.ForEach(threads, _ => idle.Pop());
        }

        var team = new ThreadTeam(idle, threads);
        try
        {
            Array.ForEach(threads, thread => thread.Wake());
            return team;
        }
        catch (Exception error) when (error is OutOfMemoryException or ThreadStartException)
        {
            // The system has no room for another thread: the caller can still do everything itself.
            team.Dispose();
            return null;
        }
    }

    /// <summary>Does the parts of a work at the same time, and returns when all are done.</summary>
    /// <param name="work">The work. Its part 0 runs on the caller's thread.</param>
    /// <returns>The number of threads for which the caller waited so long that the system must have taken them off their processors.</returns>
    /// <exception cref="Exception">
    /// What a part threw, with the stack trace of its thread. All parts have ended by then. An error comes before a cancellation.
    /// </exception>
    public int Run(ITeamWork work)
    {
        int stalls = 0;
        Exception? error = null;
        try
        {
            for (int i = 0; i < _threads.Length; i++)
            {
                _threads[i].Post(work, i + 1, Size);
            }

            work.RunPart(0, Size);
        }
        catch (Exception thrown)
        {
            error = thrown;
        }

        foreach (TeamThread thread in _threads)
        {
            Exception? other = thread.Finish(out bool stalled);
            stalls += stalled ? 1 : 0;
            error = error is null or OperationCanceledException ? other ?? error : error;
        }

        if (error is not null)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        return stalls;
    }

    /// <summary>Gives the threads back. They sleep until another team takes them.</summary>
    public void Dispose()
    {
        lock (_idle)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            foreach (TeamThread thread in _threads)
            {
                thread.Release();
                _idle.Push(thread);
            }
        }
    }

    /// <summary>Measures the time from telling a thread of something to hearing that it is done.</summary>
    /// <returns>Nanoseconds: the best of many tries. Whatever else the machine does makes it longer, never shorter.</returns>
    public double MeasureRoundTrip() => _threads[0].MeasureRoundTrip();
}
