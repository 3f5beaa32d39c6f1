using System.Diagnostics;

namespace RnnPS;

/// <summary>A thread of a <see cref="ThreadTeam"/> and the part that it has to do.</summary>
/// <remarks>Parts are counted. A part is posted, begun by the thread or by the caller, whoever is first, and done.</remarks>
/// <param name="start">Starts a thread. A test gives one that fails.</param>
internal sealed class TeamThread(Action<Thread> start)
{
    // In spins of about 40 nanoseconds. The caller, its own part done, grants the thread a moment to begin before it takes the part.
    private const int SpinsToBegin = 8;

    // A thread that has begun should be done at about the same time as the caller. After 20 microseconds the system has taken it
    // off its processor, and may need this one to go on.
    private const int SpinsUntilStall = 500;

    // After so many turns at letting others run, the part is a long one.
    private const int YieldsUntilSleep = 500;

    // The thread spins for 4 microseconds between two parts of a step: long enough for the caller's pointwise maths. Then it lets
    // others run, which takes about half a microsecond where there is nobody.
    private const int SpinsForPart = 100;

    // It stays awake for about a millisecond: longer than the caller takes between two steps or two chunks.
    private const int YieldsForPart = 2000;

    private static readonly ITeamWork NoWork = new EmptyWork();
    private readonly object _gate = new();
    private Thread? _thread;
    private volatile ITeamWork? _work;
    private int _part;
    private int _parts;
    private volatile bool _isAsleep = true;
    private LoneCounter _posted;
    private LoneCounter _begun;
    private LoneCounter _done;
    private volatile Exception? _error;

    /// <summary>Creates a thread that starts when it is first needed.</summary>
    public TeamThread()
        : this(thread => thread.Start())
    {
    }

    /// <summary>Starts the thread, or wakes it, so that it is ready for a part.</summary>
    /// <exception cref="OutOfMemoryException">The system cannot start a thread. Nothing has changed.</exception>
    /// <exception cref="ThreadStartException">The same.</exception>
    public void Wake()
    {
        lock (_gate)
        {
            if (_thread is null)
            {
                var thread = new Thread(Live) { IsBackground = true, Name = "RnnPS" };
                start(thread);
                _thread = thread;
            }

            _isAsleep = false;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Gives the thread a part.</summary>
    /// <param name="work">The work.</param>
    /// <param name="part">The part.</param>
    /// <param name="parts">The number of parts.</param>
    public void Post(ITeamWork work, int part, int parts)
    {
        // What has not changed is not written, so that the thread finds it in its own cache.
        if (_work != work || _part != part || _parts != parts)
        {
            _work = work;
            _part = part;
            _parts = parts;
        }

        // A full barrier: a thread that is about to sleep either sees the part or is seen asleep.
        Interlocked.Increment(ref _posted.Value);
        if (_isAsleep)
        {
            Wake();
        }
    }

    /// <summary>Waits until the part is done. The caller does it here if the thread has not begun it.</summary>
    /// <param name="stalled">Whether the wait was so long that the system must have taken the thread off its processor.</param>
    /// <returns>What the part threw, or null.</returns>
    public Exception? Finish(out bool stalled)
    {
        stalled = false;
        long turn = _posted.Value;
        for (int spin = 0; Volatile.Read(ref _done.Value) < turn; spin++)
        {
            if (spin >= SpinsToBegin && TryBegin(turn))
            {
                Do(turn);
                break;
            }

            stalled = spin >= SpinsUntilStall;
            Wait(spin, SpinsUntilStall, YieldsUntilSleep);
        }

        Exception? error = _error;
        if (error is not null)
        {
            _error = null;
        }

        return error;
    }

    /// <summary>As <see cref="ThreadTeam.MeasureRoundTrip"/>.</summary>
    public double MeasureRoundTrip()
    {
        const int times = 200;
        long best = long.MaxValue;
        for (int i = 0; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Post(NoWork, 1, 2);
            for (int spin = 0; Volatile.Read(ref _done.Value) < _posted.Value; spin++)
            {
                Wait(spin, SpinsUntilStall, YieldsUntilSleep);
            }

            best = Math.Min(best, Stopwatch.GetTimestamp() - start);
        }

        return best * 1e9 / Stopwatch.Frequency;
    }

    /// <summary>Forgets the last work, so that nothing of it stays in memory.</summary>
    public void Release() => _work = null;

    private static void Wait(int turn, int spins, int yields)
    {
        if (turn < spins)
        {
            Thread.SpinWait(1);
        }
        else if (turn < spins + yields)
        {
            Thread.Yield();
        }
        else
        {
            Thread.Sleep(1);
        }
    }

    private void Live()
    {
        long turn = 0;
        while (true)
        {
            for (int spin = 0; Volatile.Read(ref _posted.Value) == turn; spin++)
            {
                if (spin < SpinsForPart + YieldsForPart)
                {
                    Wait(spin, SpinsForPart, YieldsForPart);
                    continue;
                }

                Sleep(turn);
                spin = 0;
            }

            turn = Volatile.Read(ref _posted.Value);
            if (TryBegin(turn))
            {
                Do(turn);
            }
        }
    }

    private void Sleep(long turn)
    {
        lock (_gate)
        {
            _isAsleep = true;
            Interlocked.MemoryBarrier();
            while (_isAsleep && Volatile.Read(ref _posted.Value) == turn)
            {
                Monitor.Wait(_gate);
            }

            _isAsleep = false;
        }
    }

    private bool TryBegin(long turn) => Interlocked.CompareExchange(ref _begun.Value, turn, turn - 1) == turn - 1;

    private void Do(long turn)
    {
        try
        {
            _work!.RunPart(_part, _parts);
        }
        catch (Exception error)
        {
            // Even out of memory: an exception that leaves a thread ends the process. The caller throws it.
            _error = error;
        }
        finally
        {
            Volatile.Write(ref _done.Value, turn);
        }
    }

    private sealed class EmptyWork : ITeamWork
    {
        public void RunPart(int part, int parts)
        {
        }
    }
}
