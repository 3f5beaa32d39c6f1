using System.ComponentModel;
using System.Diagnostics;

namespace RnnPS;

/// <summary>Opens a file in the default browser.</summary>
internal static class BrowserStart
{
    // The shell starts the browser in the background and ends. What the browser prints is not part of the session.
    private const string Script = "command -v \"$0\" >/dev/null || exit 127; \"$0\" \"$1\" >/dev/null 2>&1 </dev/null &";

    /// <summary>Opens a file.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Why it can't be opened; null if it is.</returns>
    public static string? Open(string path)
    {
        try
        {
            string? chosen = Environment.GetEnvironmentVariable("BROWSER") is { Length: > 0 } name ? name : null;
            if (OperatingSystem.IsWindows())
            {
                using Process? started = chosen is null ? Process.Start(new ProcessStartInfo(path) { UseShellExecute = true }) : Process.Start(chosen, [path]);
                return null;
            }

            string browser = chosen ?? (OperatingSystem.IsMacOS() ? "open" : "xdg-open");
            using Process shell = Process.Start("/bin/sh", ["-c", Script, browser, path]);
            shell.WaitForExit();
            return shell.ExitCode == 0 ? null : $"there is no program '{browser}'";
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or FileNotFoundException)
        {
            return error.Message;
        }
    }
}
