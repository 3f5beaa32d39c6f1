using System.Diagnostics;

namespace RnnPS.Tests;

/// <summary>A process that is killed while it writes leaves no file for longer than until the next write.</summary>
public sealed class KilledWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private HashSet<string> Temporary => [.. Directory.GetFiles(_folder, ".rnnps-*.tmp")];

    [Fact]
    public void The_next_write_removes_the_file_of_a_killed_process_and_not_that_of_a_live_one()
    {
        string path = Path.Combine(_folder, "trace.csv");
        using Process killed = StartWriter(path);
        string ofKilled = Assert.Single(WaitForFiles(1));
        using Process live = StartWriter(path);
        try
        {
            string ofLive = Assert.Single(WaitForFiles(2), file => file != ofKilled);
            killed.Kill();
            killed.WaitForExit();
            Assert.Contains(ofKilled, Temporary);

            using var session = new Session();
            session.Run("1, 2 | Invoke-RnnForward | Export-RnnTrace $path", ("path", path));

            Assert.Equal([ofLive], Temporary);
            Assert.Equal(3, File.ReadAllLines(path).Length);
        }
        finally
        {
            live.Kill();
            live.WaitForExit();
        }
    }

    private static Process StartWriter(string path)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(FreshProcess).Assembly.Location]) { RedirectStandardInput = true };
        Process process = Process.Start(start)!;
        process.StandardInput.Write($"Import-Module '{Session.ModuleFolder}'; & {{ 1; [Threading.Thread]::Sleep(600000) }} | Invoke-RnnForward | Export-RnnTrace '{path}'");
        process.StandardInput.Close();
        return process;
    }

    private HashSet<string> WaitForFiles(int count)
    {
        Assert.True(SpinWait.SpinUntil(() => Temporary.Count == count, TimeSpan.FromSeconds(60)), "The writer did not start.");
        return Temporary;
    }
}
