using System.Runtime.ExceptionServices;

namespace RnnPS;

/// <summary>
/// The threads that share the steps of one large sequence, or many sequences. There is one team in a process; who finds nobody free
/// runs alone.
/// </summary>
/// <remarks>
/// A step takes microseconds, so that a thread of the team spins between two parts, and sleeps only when a run is over. The
/// caller waits for nobody who runs something else: a part that its thread has not begun is the caller's.
/// </remarks>
internal sealed class ThreadTeam : IDisposable
{
    // Less is done before a thread has heard of it, on any machine.
    private const int LeastBytes = 64 * 1024;

    private static readonly Stack<TeamMember> Idle =
        new(Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount - 1)).Select(_ => new TeamMember()));

    private const double BytesPerNanosecond = 150;

    // Processors differ tenfold in how fast they hear of each other: 50 ns in one chip, 500 ns in some virtual machines.
    private const double ShortestRoundTrip = 50;

    // What else the machine does makes a round trip longer, never shorter: the best of some measurements counts.
    private const int MostMeasurements = 20;
    private static double _roundTrip = double.PositiveInfinity;
    private static int _measurements;

    private readonly TeamMember[] _members;

    /// <summary>Makes a team of one's own.</summary>
    /// <param name="members">The threads beside the caller's.</param>
    internal ThreadTeam(TeamMember[] members)
    {
        _members = members;
    }

    /// <summary>How many share the work, with the caller.</summary>
    public int Size => _members.Length + 1;

    /// <summary>Takes threads that nobody uses, where they pay.</summary>
    /// <param name="threads">The most that should share the work, with the caller.</param>
    /// <param name="bytes">The weights that a step reads.</param>
    /// <param name="roundTrips">What half a step must take: so many times what it takes to tell a thread of something and to hear of it.</param>
    /// <returns>They, to be given back by <see cref="Dispose"/>; null where there are none.</returns>
    public static ThreadTeam? TryTake(int threads, long bytes, double roundTrips)
    {
        if (threads < 2 || bytes < LeastBytes || Environment.ProcessorCount < 2 || !Pays(bytes, roundTrips))
        {
            return null;
        }

        return Take(threads);
    }

    private static bool Pays(long bytes, double roundTrips)
    {
        double halfStep = bytes / BytesPerNanosecond / 2;
        if (halfStep > roundTrips * Volatile.Read(ref _roundTrip))
        {
            return true;
        }

        return halfStep > roundTrips * ShortestRoundTrip && MeasureRoundTrip() && halfStep > roundTrips * Volatile.Read(ref _roundTrip);
    }

    private static bool MeasureRoundTrip()
    {
        if (Volatile.Read(ref _measurements) >= MostMeasurements)
        {
            return false;
        }

        using ThreadTeam? team = Take(threads: 2);
        if (team is null)
        {
            return false;
        }

        // Who measures at the same time has another thread; which of them is stored last makes no difference that counts.
        Volatile.Write(ref _roundTrip, Math.Min(Volatile.Read(ref _roundTrip), team._members[0].MeasureRoundTrip()));
        Interlocked.Increment(ref _measurements);
        return true;
    }

    /// <summary>Takes threads that nobody uses.</summary>
    internal static ThreadTeam? Take(int threads)
    {
        TeamMember[] members;
        lock (Idle)
        {
            int count = Math.Min(threads - 1, Idle.Count);
            if (count <= 0)
            {
                return null;
            }

            members = [.. Enumerable.Range(0, count).Select(_ => Idle.Pop())];
        }

        Array.ForEach(members, member => member.Hold());
        return new ThreadTeam(members);
    }

    /// <summary>Does a work's parts, all at once, and returns when they are done.</summary>
    /// <param name="work">The work: part 0 is the caller's.</param>
    public void Run(ITeamWork work)
    {
        for (int i = 0; i < _members.Length; i++)
        {
            _members[i].Post(work, i + 1, Size);
        }

        try
        {
            work.RunPart(0, Size);
        }
        catch
        {
            // Nobody is left in the midst of something.
            Settle();
            throw;
        }

        Complete();
    }

    /// <summary>Does some parts that need nothing of each other, each once, on as many threads as are free.</summary>
    /// <param name="count">How many.</param>
    /// <param name="part">Does one.</param>
    public static void ForAll(int count, Action<int> part)
    {
        var parts = new Parts(count, part);
        using ThreadTeam? team = Take(count);
        if (team is null)
        {
            parts.RunPart(0, 1);
            return;
        }

        team.Run(parts);
    }

    /// <summary>Does a work's parts in step with each other, and returns when they are done.</summary>
    /// <param name="work">The work: part 0 is the caller's, and so are those whose threads do not begin at once.</param>
    public void RunTogether(IJointWork work)
    {
        for (int i = 0; i < _members.Length; i++)
        {
            _members[i].Post(work, i + 1, Size);
        }

        Span<int> mine = stackalloc int[Size];
        int count = 1;
        for (int i = 0; i < _members.Length; i++)
        {
            if (!_members[i].Begins())
            {
                mine[count++] = i + 1;
            }
        }

        try
        {
            work.RunParts(mine[..count], Size);
        }
        catch
        {
            // Nobody is left in the midst of something; and what others say follows from this.
            Done(mine[1..count]);
            Settle();
            throw;
        }

        Done(mine[1..count]);
        Complete();
    }

    private void Done(ReadOnlySpan<int> mine)
    {
        foreach (int part in mine)
        {
            _members[part - 1].Done();
        }
    }

    private void Complete()
    {
        if (Settle() is not { } error)
        {
            return;
        }

        if (error is OperationCanceledException)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        throw new InvalidOperationException("A thread could not do its part.", error);
    }

    // Waits for all, whatever goes wrong, and gives back what did first.
    private Exception? Settle()
    {
        Exception? first = null;
        foreach (TeamMember member in _members)
        {
            Exception? error = member.Settle();
            first ??= error;
        }

        return first;
    }

    /// <summary>Lets the threads sleep until somebody else takes them.</summary>
    public void Dispose()
    {
        lock (Idle)
        {
            foreach (TeamMember member in _members)
            {
                member.Release();
                Idle.Push(member);
            }
        }
    }

    private sealed class Parts(int count, Action<int> part) : ITeamWork
    {
        public void RunPart(int first, int step)
        {
            for (int i = first; i < count; i += step)
            {
                part(i);
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

/// <summary>Work whose parts wait for each other, step by step.</summary>
internal interface IJointWork : ITeamWork
{
    /// <summary>Does some parts, each step of one after the same step of the other.</summary>
    /// <param name="mine">Which, in order.</param>
    /// <param name="parts">How many there are.</param>
    void RunParts(ReadOnlySpan<int> mine, int parts);

    /// <inheritdoc/>
    void ITeamWork.RunPart(int part, int parts) => RunParts([part], parts);
}
