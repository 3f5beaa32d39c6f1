using System.Diagnostics;

namespace RnnPS;

/// <summary>
/// The threads that share the steps of one large sequence. There is one team in a process; who finds nobody free runs alone.
/// </summary>
/// <remarks>
/// A step takes microseconds, so that a thread of the team spins between two parts, and sleeps only when a run is over. The
/// caller waits for nobody: a part that its thread has not begun, because the system runs something else, is the caller's.
/// </remarks>
internal sealed class ThreadTeam : IDisposable
{
    // The turns that the caller grants a thread to begin its part: about a tenth of a microsecond.
    private const int Patience = 8;

    // Less is done before a thread has heard of it, on any machine.
    private const int LeastBytes = 64 * 1024;

    // Longer than any part should take.
    private const int LongWait = 10_000;

    private static readonly Stack<Member> Idle =
        new(Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount - 1)).Select(_ => new Member()));

    // What a step must save, next to what it costs to tell a thread of it and to hear of it: the numbers that the one computed
    // and the other reads go the same way.
    private const double SavedRoundTrips = 5;
    private const double BytesPerNanosecond = 150;
    private static readonly Lazy<double> RoundTrip = new(MeasureRoundTrip);

    private readonly Member[] _members;

    private ThreadTeam(Member[] members)
    {
        _members = members;
    }

    /// <summary>How many share the work, with the caller.</summary>
    public int Size => _members.Length + 1;

    /// <summary>Takes threads that nobody uses, where they pay.</summary>
    /// <param name="threads">The most that should share the work, with the caller.</param>
    /// <param name="bytes">The weights that one piece of the work reads.</param>
    /// <returns>They, to be given back by <see cref="Dispose"/>; null where there are none.</returns>
    public static ThreadTeam? TryTake(int threads, long bytes)
    {
        if (threads < 2 || bytes < LeastBytes || Environment.ProcessorCount < 2 || !Pays(bytes))
        {
            return null;
        }

        return Take(threads);
    }

    private static bool Pays(long bytes) => bytes / BytesPerNanosecond / 2 > SavedRoundTrips * RoundTrip.Value;

    // Processors differ tenfold in how fast they hear of each other: 50 ns in one chip, 500 ns in some virtual machines.
    private static double MeasureRoundTrip()
    {
        using ThreadTeam? team = Take(threads: 2);
        return team is null ? double.PositiveInfinity : team._members[0].MeasureRoundTrip();
    }

    /// <summary>Takes threads that nobody uses.</summary>
    internal static ThreadTeam? Take(int threads)
    {
        lock (Idle)
        {
            int count = Math.Min(threads - 1, Idle.Count);
            return count <= 0 ? null : new ThreadTeam([.. Enumerable.Range(0, count).Select(_ => Idle.Pop())]);
        }
    }

    /// <summary>Does a work's parts, all at once, and returns when they are done.</summary>
    /// <param name="work">The work: part 0 is the caller's.</param>
    public void Run(ITeamWork work)
    {
        for (int i = 0; i < _members.Length; i++)
        {
            _members[i].Post(work, i + 1, Size);
        }

        work.RunPart(0, Size);
        foreach (Member member in _members)
        {
            member.Complete();
        }
    }

    /// <summary>Lets the threads sleep until somebody else takes them.</summary>
    public void Dispose()
    {
        lock (Idle)
        {
            foreach (Member member in _members)
            {
                member.Release();
                Idle.Push(member);
            }
        }
    }

    // One thread, and the part that it has to do. A part is a turn: posted, begun by whoever gets it first, and done.
    private sealed class Member
    {
        // The turns that it waits for a part before it sleeps: longer than a step, shorter than anybody notices.
        private const int MostSpins = 4000;

        private static readonly ITeamWork Nothing = new NoWork();
        private readonly object _gate = new();
        private Thread? _thread;
        private volatile ITeamWork? _work;
        private int _part;
        private int _parts;
        private volatile bool _asleep = true;
        private long _posted;
        private long _begun;
        private long _done;
        private volatile Exception? _error;

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

        public void Complete()
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
                else
                {
                    // The system took the thread away in the midst of its part: it may need this very processor.
                    Thread.Yield();
                }
            }

            if (_error is { } error)
            {
                _error = null;
                throw new InvalidOperationException("A thread could not do its part of a step.", error);
            }
        }

        // In nanoseconds, the best of many.
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

        // Nothing of a run is held on to.
        public void Release() => _work = null;

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
                    if (++spins < MostSpins)
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
}

/// <summary>Work that falls into parts which need nothing of each other.</summary>
internal interface ITeamWork
{
    /// <summary>Does one part.</summary>
    /// <param name="part">Which, from 0.</param>
    /// <param name="parts">How many there are.</param>
    void RunPart(int part, int parts);
}
