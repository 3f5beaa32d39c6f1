using System.ComponentModel;
using System.Diagnostics;

namespace RnnPS;

/// <summary>Opens a file in the default browser.</summary>
internal static class BrowserStart
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Why it can't be opened; null if it is.</returns>
    public static string? Open(string path)
    {
        try
        {
            using Process? process = Process.Start(Command(path));
            return null;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or FileNotFoundException or PlatformNotSupportedException)
        {
            return error.Message;
        }
    }

    private static ProcessStartInfo Command(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return new ProcessStartInfo(path) { UseShellExecute = true };
        }

        string browser = Environment.GetEnvironmentVariable("BROWSER") is { Length: > 0 } chosen ? chosen : OperatingSystem.IsMacOS() ? "open" : "xdg-open";
        // What the browser prints is not part of the session.
        return new ProcessStartInfo(browser, [path]) { RedirectStandardOutput = true, RedirectStandardError = true };
    }
}
