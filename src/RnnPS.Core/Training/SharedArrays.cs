namespace RnnPS;

/// <summary>Work on whole arrays of parameters, element by element, shared among threads in parts.</summary>
internal static class SharedArrays
{
    private const int PartLength = 1 << 14;

    // Less takes no longer than a thread takes to wake.
    private const int WorthAThread = 4 * PartLength;

    /// <summary>Does something with all elements of all arrays; no two calls with the same.</summary>
    /// <param name="lengths">The lengths of the arrays.</param>
    /// <param name="threads">The most threads.</param>
    /// <param name="action">What is done.</param>
    public static void Run(IEnumerable<int> lengths, int threads, Action<Place> action)
    {
        var parts = new List<Place>();
        foreach ((int index, int length) in lengths.Index())
        {
            for (int start = 0; start < length; start += PartLength)
            {
                parts.Add(new Place(index, start, Math.Min(PartLength, length - start)));
            }
        }

        bool pays = parts.Sum(part => part.Count) >= WorthAThread;
        Run(parts.Count, pays ? threads : 1, i => action(parts[i]));
    }

    /// <summary>Does some things, on as many threads as there may be.</summary>
    /// <param name="count">How many things.</param>
    /// <param name="threads">The most threads.</param>
    /// <param name="action">Does one of them.</param>
    /// <param name="cancellation">Stops between two of them.</param>
    public static void Run(int count, int threads, Action<int> action, CancellationToken cancellation = default)
    {
        if (threads <= 1 || count <= 1)
        {
            for (int i = 0; i < count; i++)
            {
                action(i);
            }

            return;
        }

        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, action);
    }
}

/// <summary>Some elements of an array.</summary>
/// <param name="Index">The array's place among others.</param>
/// <param name="Start">The first element.</param>
/// <param name="Count">How many.</param>
internal readonly record struct Place(int Index, int Start, int Count)
{
    /// <summary>The elements.</summary>
    public Span<T> Of<T>(T[] array) => array.AsSpan(Start, Count);
}
