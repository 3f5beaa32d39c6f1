using System.Globalization;

namespace RnnPS.Benchmarks;

/// <summary>The memory of a process after a stage. It is written and parsed as one line of text.</summary>
/// <param name="Peak">The peak resident set so far, in bytes.</param>
/// <param name="Heap">The heap after a collection, in bytes.</param>
/// <param name="Allocated">The bytes that the stage allocated.</param>
/// <param name="Milliseconds">The time of the stage, in milliseconds.</param>
internal sealed record StreamState(long Peak, long Heap, long Allocated, double Milliseconds)
{
    /// <summary>Parses the text that <see cref="ToString"/> writes.</summary>
    public static StreamState Parse(string line)
    {
        string[] parts = line.Split(' ');
        return new StreamState(
            long.Parse(parts[0], CultureInfo.InvariantCulture),
            long.Parse(parts[1], CultureInfo.InvariantCulture),
            long.Parse(parts[2], CultureInfo.InvariantCulture),
            double.Parse(parts[3], CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Peak} {Heap} {Allocated} {Milliseconds}");
}
