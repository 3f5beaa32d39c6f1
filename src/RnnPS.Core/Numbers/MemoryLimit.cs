using System.Globalization;

namespace RnnPS;

/// <summary>Refuses a size that exceeds the free memory, before the memory is taken.</summary>
/// <remarks>
/// Free is the smaller of two rooms, both of which the runtime measures on every system. One is below the limit of the process: the
/// memory of the machine, the limit of a container, or DOTNET_GCHeapHardLimit. The other is below the load of the whole machine from
/// which on the runtime takes memory to be scarce, about 90 %.
/// </remarks>
public sealed class MemoryLimit
{
    // Smaller sizes are not checked, so that they cost nothing.
    private const long LeastChecked = 64L << 20;

    private readonly Func<long>? _free;

    private MemoryLimit(Func<long>? free) => _free = free;

    /// <summary>The limit is the memory that is free at the moment of the check.</summary>
    public static MemoryLimit Free { get; } = new(MeasureFree);

    /// <summary>There is no limit.</summary>
    public static MemoryLimit None { get; } = new(null);

    /// <summary>Creates a fixed limit.</summary>
    /// <param name="bytes">The number of bytes that count as free.</param>
    /// <returns>The limit.</returns>
    public static MemoryLimit Of(long bytes) => new(() => bytes);

    /// <summary>Requires that memory is free. The result holds for now: other programs can take the memory later.</summary>
    /// <param name="bytes">The number of bytes needed.</param>
    /// <param name="what">What needs them, as the subject of a sentence.</param>
    /// <param name="remedy">What to do instead, as an imperative, for example <c>give smaller sizes</c>.</param>
    /// <exception cref="RnnException">More is needed than is free (<see cref="RnnErrorId.Memory"/>).</exception>
    public void Require(long bytes, string what, string remedy)
    {
        if (bytes < LeastChecked || _free is null)
        {
            return;
        }

        long free = _free();
        if (bytes > free)
        {
            // What is no longer used counts as taken until it is collected and given back to the system.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            free = _free();
        }

        if (bytes > free)
        {
            throw new RnnException(
                RnnErrorId.Memory,
                $"{what} needs {Text(bytes)} of memory, but only {Text(Math.Max(free, 0))} are free: {remedy}, or give -Force to try it anyway.",
                bytes);
        }
    }

    /// <summary>Returns a number of elements as the length of an array.</summary>
    /// <param name="length">The number of elements.</param>
    /// <exception cref="RnnException">It exceeds the maximum length of an array (<see cref="RnnErrorId.Size"/>).</exception>
    public static int ArrayLength(long length) => length <= Array.MaxLength ? (int)length : throw new RnnException(
        RnnErrorId.Size,
        FormattableString.Invariant($"{length} numbers at once are more than an array can hold ({Array.MaxLength}): give smaller sizes, or ")
        + "shorter sequences by Split-RnnSequence; in training, -TruncatedLength, -SequenceLength and a smaller -BatchSize bound them, too.",
        length);

    private static string Text(long bytes)
    {
        string[] units = ["MB", "GB", "TB", "PB"];
        double value = bytes / 1e6;
        int unit = 0;
        while (value >= 1000 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {units[unit]}");
    }

    private static long MeasureFree()
    {
        // The runtime measures the load of the machine only in a collection. This one takes about a millisecond.
        GC.Collect(0);
        GCMemoryInfo info = GC.GetGCMemoryInfo(GCKind.Any);
        return Math.Min(
            info.TotalAvailableMemoryBytes - GC.GetTotalMemory(forceFullCollection: false),
            info.HighMemoryLoadThresholdBytes - info.MemoryLoadBytes);
    }
}
