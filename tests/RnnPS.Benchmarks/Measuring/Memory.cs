using System.Diagnostics;

namespace RnnPS.Benchmarks;

/// <summary>Measures the memory of this process.</summary>
internal static class Memory
{
    /// <summary>The number of bytes in a megabyte, as the bounds use it.</summary>
    public const double Megabyte = 1e6;

    /// <summary>Runs a full garbage collection.</summary>
    public static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    /// <summary>Gets the number of bytes on the heap that are in use after a collection.</summary>
    public static long Heap()
    {
        Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>Gets the peak resident set so far, in bytes.</summary>
    /// <exception cref="PlatformNotSupportedException">The system does not report it.</exception>
    public static long PeakResident()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 is > 0 and long peak
            ? peak
            : throw new PlatformNotSupportedException("This system does not report a process's peak resident set.");
    }
}
