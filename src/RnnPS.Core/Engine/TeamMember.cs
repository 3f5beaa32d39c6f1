using System.Diagnostics;

namespace RnnPS;

/// <summary>A thread of a <see cref="ThreadTeam"/>, and the part that it has to do.</summary>
/// <remarks>A part is a turn: posted, begun by whoever gets it first, and done.</remarks>
internal sealed class TeamMember
{
    // The turns that the caller grants the thread to begin its part, once the caller's own is done: about a tenth of a microsecond.
    private const int Patience = 8;

    // The same where the caller's own part has yet to begin: a few microseconds, of a part that takes many.
    private const int LongPatience = 100;

    // Longer than any part of a step should take.
    private const int LongWait = 10_000;

    // So long only parts take that are many steps: nothing is lost when one hears of their end a little later.
    private const int LongestWait = 20_000;

    // The turns that it waits for a part before it sleeps: longer than a step, shorter than anybody notices.
    private const int MostSpins = 4000;

    // The same while a team holds it: longer than the steps between two parts take a caller who does them alone. A thread that
    // slept again meanwhile would be late for the next part, too, and for all that follow.
    private const int MostHeldSpins = 100_000;

    private static readonly ITeamWork Nothing = new NoWork();
    private readonly object _gate = new();
    private Thread? _thread;
    private volatile ITeamWork? _work;
    private int _part;
    private int _parts;
    private volatile bool _asleep = true;
    private volatile bool _held;
    private long _posted;
    private long _begun;
    private long _done;
    private volatile Exception? _error;

    /// <summary>A team has taken the thread: it wakes up, to be there when it is told of a part.</summary>
    public void Hold()
    {
        _held = true;
        if (_asleep)
        {
            Wake();
        }
    }

    /// <summary>Tells the thread of a part.</summary>
    public void Post(ITeamWork work, int part, int parts)
    {
        _work = work;
        _part = part;
        _parts = parts;
        Volatile.Write(ref _posted, _posted + 1);
        if (_asleep)
        {
            Wake();
        }
    }

    /// <summary>Whether the thread has begun its part, or does so shortly; else the part is the caller's, who calls <see cref="Done"/>.</summary>
    public bool Begins()
    {
        for (int spin = 0; Volatile.Read(ref _begun) < _posted; spin++)
        {
            if (spin >= LongPatience && TryBegin(_posted))
            {
                return false;
            }

            Thread.SpinWait(1);
        }

        return true;
    }

    /// <summary>The caller has done the part in place of the thread.</summary>
    public void Done() => Volatile.Write(ref _done, _posted);

    /// <summary>Waits until the part is done, and does it where the thread has not begun it.</summary>
    /// <returns>What went wrong; null for nothing.</returns>
    public Exception? Settle()
    {
        long turn = _posted;
        for (int spin = 0; Volatile.Read(ref _done) < turn; spin++)
        {
            if (spin >= Patience && TryBegin(turn))
            {
                Do(turn);
                break;
            }

            if (spin < LongWait)
            {
                Thread.SpinWait(1);
            }
            else if (spin < LongestWait)
            {
                // The system took the thread away in the midst of its part: it may need this very processor.
                Thread.Yield();
            }
            else
            {
                Thread.Sleep(1);
            }
        }

        Exception? error = _error;
        _error = null;
        return error;
    }

    /// <summary>From telling the thread of something to hearing that it is done, in nanoseconds: the best of many.</summary>
    public double MeasureRoundTrip()
    {
        const int times = 200;
        long best = long.MaxValue;
        for (int i = 0; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Post(Nothing, 1, 2);
            while (Volatile.Read(ref _done) < _posted)
            {
                Thread.SpinWait(1);
            }

            best = Math.Min(best, Stopwatch.GetTimestamp() - start);
        }

        return best * 1e9 / Stopwatch.Frequency;
    }

    /// <summary>Nothing of a run is held on to.</summary>
    public void Release()
    {
        _work = null;
        _held = false;
    }

    private void Wake()
    {
        lock (_gate)
        {
            _asleep = false;
            Monitor.Pulse(_gate);
        }

        if (_thread is null)
        {
            _thread = new Thread(Live) { IsBackground = true, Name = "RnnPS" };
            _thread.Start();
        }
    }

    private void Sleep(long turn)
    {
        lock (_gate)
        {
            _asleep = Volatile.Read(ref _posted) == turn;
            while (_asleep)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    private void Live()
    {
        long turn = 0;
        while (true)
        {
            int spins = 0;
            while (Volatile.Read(ref _posted) == turn)
            {
                if (++spins < (_held ? MostHeldSpins : MostSpins))
                {
                    Thread.SpinWait(1);
                    continue;
                }

                Sleep(turn);
                spins = 0;
            }

            turn = Volatile.Read(ref _posted);
            if (TryBegin(turn))
            {
                Do(turn);
            }
        }
    }

    private bool TryBegin(long turn) => Interlocked.CompareExchange(ref _begun, turn, turn - 1) == turn - 1;

    private void Do(long turn)
    {
        try
        {
            _work!.RunPart(_part, _parts);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _error = error;
        }

        Volatile.Write(ref _done, turn);
    }

    private sealed class NoWork : ITeamWork
    {
        public void RunPart(int part, int parts)
        {
        }
    }
}
