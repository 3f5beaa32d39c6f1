namespace RnnPS;

/// <summary>Work that falls into many parts, of which each thread takes the next as soon as it has done one.</summary>
internal static class ParallelRanges
{
    private const int PartLength = 1 << 14;

    // A thread takes about as long to wake as to change so many numbers.
    private const int WorthAThread = 4 * PartLength;

    /// <summary>Does something with all elements of some arrays, in parts that do not overlap.</summary>
    /// <param name="lengths">The lengths of the arrays.</param>
    /// <param name="threads">The most threads.</param>
    /// <param name="action">Handles one part of one array.</param>
    public static void Run(IEnumerable<int> lengths, int threads, Action<ArrayRange> action)
    {
        var parts = new List<ArrayRange>();
        foreach ((int index, int length) in lengths.Index())
        {
            for (int start = 0; start < length; start += PartLength)
            {
                parts.Add(new ArrayRange(index, start, Math.Min(PartLength, length - start)));
            }
        }

        bool pays = parts.Sum(part => part.Count) >= WorthAThread;
        Run(parts.Count, pays ? threads : 1, i => action(parts[i]));
    }

    /// <summary>Does some parts, on as many threads as are idle.</summary>
    /// <param name="count">The number of parts.</param>
    /// <param name="threads">The most threads.</param>
    /// <param name="action">Does one part.</param>
    /// <param name="cancellation">Stops before the next part.</param>
    /// <exception cref="Exception">What a part threw, itself. No part is at work any more, and those not begun are left out.</exception>
    public static void Run(int count, int threads, Action<int> action, CancellationToken cancellation = default)
    {
        var parts = new Parts(count, action, cancellation);
        using ThreadTeam? team = ThreadTeam.Take(Math.Min(threads, count));
        if (team is null)
        {
            parts.RunPart(0, 1);
        }
        else
        {
            team.Run(parts);
        }
    }

    private sealed class Parts(int count, Action<int> action, CancellationToken cancellation) : ITeamWork
    {
        private int _next;

        public void RunPart(int part, int parts)
        {
            try
            {
                for (int next = Interlocked.Increment(ref _next); next <= count; next = Interlocked.Increment(ref _next))
                {
                    cancellation.ThrowIfCancellationRequested();
                    action(next - 1);
                }
            }
            catch
            {
                // The others begin nothing new.
                Volatile.Write(ref _next, count);
                throw;
            }
        }
    }
}

/// <summary>Some elements of one of several arrays.</summary>
/// <param name="Index">The array's index.</param>
/// <param name="Start">The first element.</param>
/// <param name="Count">The number of elements.</param>
internal readonly record struct ArrayRange(int Index, int Start, int Count)
{
    /// <summary>The elements.</summary>
    /// <param name="array">The array.</param>
    public Span<T> Of<T>(T[] array) => array.AsSpan(Start, Count);
}
