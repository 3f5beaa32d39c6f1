using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Text;

namespace RnnPS.Benchmarks;

/// <summary>Runs the benchmarks named on the command line, or all.</summary>
internal static class Program
{
    private const int BoundMissed = 1;
    private const int WrongArguments = 2;

    private static readonly Benchmark[] All =
    [
        new ForwardBenchmark(),
        new TraceBenchmark(),
        new TrainingBenchmark(),
        new TrainingPartsBenchmark(),
        new CachesBenchmark(),
        new ShapesBenchmark(),
        new KernelsBenchmark(),
        new SharingBenchmark(),
        new ScalingBenchmark(),
        new EmissionBenchmark(),
        new StreamingMemoryBenchmark(),
        new ImportBenchmark(),
        new EarlyStopBenchmark(),
        new StopBenchmark(),
        new PageBenchmark(),
    ];

    public static int Main(string[] arguments)
    {
        Console.OutputEncoding = Encoding.UTF8;
        RnnModule.ResolveEngine();
        if (arguments is [ChildProcess.ScriptVerb, var script])
        {
            return ChildProcess.RunAsChild(script);
        }

        string[] unknown = [.. arguments.Except(All.Select(benchmark => benchmark.Name))];
        if (unknown.Length > 0)
        {
            Console.Error.WriteLine($"'{unknown[0]}' is not a benchmark. Give one or more of these names, or none to run all:");
            foreach (Benchmark benchmark in All)
            {
                Console.Error.WriteLine($"  {benchmark.Name,-18} {benchmark.Purpose}");
            }

            return WrongArguments;
        }

        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors");
        bool within = true;
        foreach (Benchmark benchmark in All.Where(one => arguments.Length == 0 || arguments.Contains(one.Name)))
        {
            within &= Run(benchmark);
        }

        return within ? 0 : BoundMissed;
    }

    private static bool Run(Benchmark benchmark)
    {
        Console.WriteLine();
        Console.WriteLine($"{benchmark.Name}: {benchmark.Purpose}");
        try
        {
            Verdict[] verdicts = [.. benchmark.Run()];
            foreach (Verdict verdict in verdicts)
            {
                Console.WriteLine(verdict);
            }

            return verdicts.All(verdict => verdict.Within);
        }
        catch (Exception error) when (error is InvalidOperationException or RuntimeException)
        {
            // The other benchmarks can still run. A benchmark that fails does not meet its bounds.
            Console.Error.WriteLine($"{benchmark.Name} could not be measured: {error.Message}");
            return false;
        }
    }
}
