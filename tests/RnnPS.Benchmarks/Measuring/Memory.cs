using System.Diagnostics;

namespace RnnPS.Benchmarks;

/// <summary>What this process holds.</summary>
internal static class Memory
{
    /// <summary>A megabyte as the bounds mean it.</summary>
    public const double Megabyte = 1e6;

    /// <summary>Collects everything that nothing refers to.</summary>
    public static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    /// <summary>The bytes on the heap that something refers to.</summary>
    public static long Heap()
    {
        Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>The most bytes that were resident at any time so far.</summary>
    /// <exception cref="PlatformNotSupportedException">The system does not count them.</exception>
    public static long PeakResident()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 is > 0 and long peak
            ? peak
            : throw new PlatformNotSupportedException("This system does not say what a process's peak resident set was.");
    }
}
