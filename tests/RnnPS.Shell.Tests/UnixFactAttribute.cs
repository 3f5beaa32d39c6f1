using System.Globalization;

namespace RnnPS.Shell.Tests;

/// <summary>A test that needs to send a signal to one process.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "On Windows Ctrl+C goes to every process of a console, so also to the one that runs the tests.";
        }
        else if (IsInterruptIgnored())
        {
            Skip = "The tests run as a background job, whose children inherit that they ignore SIGINT.";
        }
    }

    /// <summary>Linux lists the ignored signals as bits of a hexadecimal number; elsewhere a terminal is assumed.</summary>
    private static bool IsInterruptIgnored()
    {
        const string Status = "/proc/self/status";
        const string Key = "SigIgn:";
        const ulong Interrupt = 1 << (2 - 1);
        string? ignored = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))
            : null;
        return ignored is not null
            && (ulong.Parse(ignored.AsSpan(Key.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) != 0;
    }
}
