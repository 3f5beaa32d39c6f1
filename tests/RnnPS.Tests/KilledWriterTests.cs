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

    [Fact]
    public void A_model_file_is_whole_whenever_its_writer_is_killed()
    {
        string path = Path.Combine(_folder, "model.safetensors");
        var random = new Random(1);
        using var session = new Session();
        for (int kill = 0; kill < 3; kill++)
        {
            File.Delete(path);
            using Process writer = Start($$"""
                $small, $large = 400, 700 | & { process { New-RnnModel 1 $_ 1 -Kind Lstm -Initializer Uniform -Seed 1 } }
                while ($true) { $small, $large | & { process { Export-RnnModel $_ '{{path}}' } } }
                """);
            Assert.True(SpinWait.SpinUntil(() => File.Exists(path), TimeSpan.FromSeconds(60)), "The writer did not start.");
            Thread.Sleep(random.Next(400));
            writer.Kill();
            writer.WaitForExit();

            RnnModel model = Assert.Single(session.Run<RnnModel>("Import-RnnModel $path", ("path", path)));
            Assert.Contains(model.HiddenSize, new[] { 400, 700 });
        }
    }

    private static Process StartWriter(string path) =>
        Start($"& {{ 1; [Threading.Thread]::Sleep(600000) }} | Invoke-RnnForward | Export-RnnTrace '{path}'");

    private static Process Start(string script)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(FreshProcess).Assembly.Location]) { RedirectStandardInput = true };
        Process process = Process.Start(start)!;
        process.StandardInput.Write($"Import-Module '{Session.ModuleFolder}'; {script}");
        process.StandardInput.Close();
        return process;
    }

    private HashSet<string> WaitForFiles(int count)
    {
        Assert.True(SpinWait.SpinUntil(() => Temporary.Count == count, TimeSpan.FromSeconds(60)), "The writer did not start.");
        return Temporary;
    }
}
