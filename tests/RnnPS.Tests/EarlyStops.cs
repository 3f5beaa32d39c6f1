using System.Diagnostics;
using System.Management.Automation;

namespace RnnPS.Tests;

/// <summary>
/// Stops pipelines early, many times over, and measures what is left. It needs a process of its own: in a shared one
/// other tests' threads and memory would be counted.
/// </summary>
internal static class EarlyStops
{
    public const string Verb = "early-stops";

    /// <summary>The most threads that may remain: the runtime's own come and go.</summary>
    public const int MostThreads = 2;

    /// <summary>The most bytes that may remain: 1000 for each stop.</summary>
    public const int MostHeap = 1000 * Counted;

    private const int WarmUp = 100;
    private const int Counted = 300;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public enum Way
    {
        StopUpstream,
        DownstreamError,
        Stop,
    }

    /// <summary>Prints how much heap bytes, threads and file descriptors grew, and whether every file is free.</summary>
    public static int Run(Way way)
    {
        string folder = Directory.CreateTempSubdirectory("RnnPS").FullName;
        string input = Path.Combine(folder, "input.csv");
        File.WriteAllText(input, "x\n" + string.Concat(Enumerable.Repeat("1\n", 600)));
        using var session = new Session();
        session.Run("$null = 0", ("path", input), ("output", Path.Combine(folder, "out.csv")));
        for (int i = 0; i < WarmUp; i++)
        {
            StopOnce(session, way);
        }

        (long Heap, long Threads, long Descriptors) before = Measure();
        for (int i = 0; i < Counted; i++)
        {
            StopOnce(session, way);
        }

        // What was forgotten stays; idle threads of the pool go after a while, and nothing tells when.
        (long Heap, long Threads, long Descriptors) grown;
        long start = Stopwatch.GetTimestamp();
        do
        {
            (long Heap, long Threads, long Descriptors) after = Measure();
            grown = (after.Heap - before.Heap, after.Threads - before.Threads, after.Descriptors - before.Descriptors);
        }
        while ((grown.Heap > MostHeap || grown.Threads > MostThreads || grown.Descriptors > 0) && Stopwatch.GetElapsedTime(start) < Patience);

        Console.WriteLine($"{grown.Heap} {grown.Threads} {grown.Descriptors}");
        foreach (string file in Directory.GetFiles(folder))
        {
            using FileStream _ = File.Open(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }

        bool onlyInput = Directory.GetFileSystemEntries(folder).Length == 1;
        Console.WriteLine(onlyInput ? "files free" : "files left");
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static void StopOnce(Session session, Way way)
    {
        switch (way)
        {
            case Way.StopUpstream:
                Require(1, session.Try("1..100 | Invoke-RnnForward | Stop-Upstream 1"));
                Require(1, session.Try("Import-RnnSequence $path x | Invoke-RnnForward | Stop-Upstream 1"));
                break;
            case Way.DownstreamError:
                Require(0, session.Try("1..100 | Invoke-RnnForward | ForEach-Object { throw 'x' }"));
                Require(0, session.Try("Import-RnnSequence $path x | Invoke-RnnForward | ForEach-Object { throw 'x' }"));
                Require(0, session.Try("& { 1; throw 'x' } | Invoke-RnnForward | Export-RnnTrace $output"));
                break;
            default:
                StopFromOutside(session);
                break;
        }
    }

    private static void StopFromOutside(Session session)
    {
        using PowerShell shell = session.Shell(
            "& { while ($true) { Import-RnnSequence $path x } } | Invoke-RnnForward | ForEach-Object { $_ } ");
        using var output = new PSDataCollection<PSObject>();
        var first = new TaskCompletionSource();
        output.DataAdded += (_, _) => first.TrySetResult();
        shell.BeginInvoke<object, PSObject>(null, output);
        if (!first.Task.Wait(Patience))
        {
            throw new TimeoutException("Nothing came out.");
        }

        shell.Stop();
    }

    private static void Require(int emitted, Outcome outcome)
    {
        if (outcome.Output.Count != emitted)
        {
            throw new InvalidOperationException($"{outcome.Output.Count} objects came out, not {emitted}.");
        }
    }

    private static (long Heap, long Threads, long Descriptors) Measure()
    {
        // Finalizers must have run.
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using Process process = Process.GetCurrentProcess();
        long descriptors = OperatingSystem.IsWindows() ? process.HandleCount : CountDescriptors();
        return (GC.GetTotalMemory(forceFullCollection: true), process.Threads.Count, descriptors);
    }

    // The runtime keeps open the file of each assembly that it has loaded, and of the symbols of each that once stood in an
    // exception's stack trace, and opens some late: those are not counted.
    private static long CountDescriptors() => Directory.Exists("/proc/self/fd")
        ? new DirectoryInfo("/proc/self/fd").GetFileSystemInfos()
            .Count(descriptor => Path.GetExtension(descriptor.LinkTarget) is not (".dll" or ".pdb"))
        : 0;
}
