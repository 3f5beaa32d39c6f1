using System.ComponentModel;
using System.Globalization;
using System.Xml.Linq;

namespace RnnPS.Benchmarks;

/// <summary>Measures the time to import the module, compared with an empty module.</summary>
internal sealed class ImportBenchmark : Benchmark
{
    private const int ImportRounds = 9;
    private const double Bound = 1.5;

    /// <inheritdoc/>
    public override string Name => "import";

    /// <inheritdoc/>
    public override string Purpose =>
        "the time inside Import-Module in a fresh process, compared with an empty module with as many cmdlets, views and types";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run()
    {
        Console.WriteLine($"Each module has {RnnModule.Entries("CmdletsToExport").Length} cmdlets, {Count("FormatsToProcess", "View")} views, "
            + $"{Count("TypesToProcess", "Type")} extended types.");
        using var empty = new EmptyModuleFolder(secondAssembly: false);
        using var two = new EmptyModuleFolder(secondAssembly: true);
        var verdicts = new List<Verdict> { Compare("the engine in this program", ChildProcess.RunScript, empty, two) };
        if (PwshVersion() is { } version)
        {
            verdicts.Add(Compare(
                "pwsh " + version,
                script => ChildProcess.Run("pwsh", "-NoProfile", "-NonInteractive", "-Command", script),
                empty,
                two));
        }
        else
        {
            Console.WriteLine("pwsh is not on the path: measured only with the engine in this program.");
        }

        return verdicts;
    }

    private static Verdict Compare(string host, Func<string, string[]> run, EmptyModuleFolder empty, EmptyModuleFolder two)
    {
        Console.WriteLine($"In {host}:");
        IReadOnlyList<Timing> timings = Rounds.Run(
            warmUps: 1,
            ImportRounds,
            Import(run, "empty module", empty.Manifest),
            Import(run, "empty module with a second assembly", two.Manifest),
            Import(run, "RnnPS", RnnModule.Manifest));
        Table.Of(timings, timings[0]).Print();
        return Verdict.On(timings[^1], timings[0], Bound, " in " + host);
    }

    private static Contestant Import(Func<string, string[]> run, string name, string manifest) => new(name, () =>
    {
        string[] lines = run($$"""
            $cpu = [Environment]::CpuUsage
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $module = Import-Module {{Engine.Quote(manifest)}} -PassThru -ErrorAction Stop
            $watch.Stop()
            $cpu = [Environment]::CpuUsage.TotalTime - $cpu.TotalTime
            foreach ($time in $watch.Elapsed, $cpu) { $time.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture) }
            $module.ExportedCmdlets.Count
            """);
        int expected = RnnModule.Entries("CmdletsToExport").Length;
        return int.Parse(lines[^1], CultureInfo.InvariantCulture) == expected
            ? new Sample(Number(lines[0]), Number(lines[1]))
            : throw new InvalidOperationException($"{name} exports {lines[^1]} cmdlets, not {expected}.");
    });

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static int Count(string key, string element) =>
        RnnModule.Entries(key).Sum(file => XDocument.Load(RnnModule.File(file)).Descendants(element).Count());

    private static string? PwshVersion()
    {
        try
        {
            return ChildProcess.Run("pwsh", "-NoProfile", "-NonInteractive", "-Command", "\"$($PSVersionTable.PSVersion)\"")[0];
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
