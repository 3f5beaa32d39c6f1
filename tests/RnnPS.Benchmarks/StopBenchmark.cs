using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace RnnPS.Benchmarks;

/// <summary>Measures how soon a command ends after Ctrl+C, at random moments of long work.</summary>
internal sealed class StopBenchmark : Benchmark
{
    private const int Moments = 50;
    private const int LatestMoment = 1000;
    private const double Bound = 1000;

    // Each takes much longer than the latest moment.
    private static readonly (string Name, string Script)[] Works =
    [
        ("New-RnnCell, orthogonal weights", "New-RnnCell 1 2000 -Kind Lstm -Seed 1"),
        ("New-RnnModel, orthogonal weights", "New-RnnModel 1 2000,2000 1 -Seed 1"),
        ("New-RnnModel, uniform weights", "New-RnnModel 1 9000 1 -Initializer Uniform -Seed 1"),
        ("New-RnnSequence, a long list", "New-RnnSequence -InputObject $list"),
        ("Split-RnnSequence, long windows", "$sequence | Split-RnnSequence 200000 1"),
        ("Import-RnnSequence, many rows", "Import-RnnSequence $file -Property x"),
        ("Import-RnnSequence, many groups", "Import-RnnSequence $file -Property x -GroupBy y"),
        ("Invoke-RnnForward, both directions", "$sequence | Invoke-RnnForward $twoWays -Last"),
        ("Invoke-RnnForward, a batch", "Invoke-RnnForward $wide -InputObject $sequences -Last"),
        ("Invoke-RnnForward, a list", "Invoke-RnnForward $wide -InputObject $list -Last"),
        ("Invoke-RnnForecast, many paths", "1..40 | Invoke-RnnForecast $trained 1000000 -PathCount 100000"),
        ("Measure-RnnLoss, many steps", "1..10000000 | Invoke-RnnForward $small | Measure-RnnLoss -Target 1 -PerStep"),
        ("Measure-RnnGradient, spectra", "1..20 | Measure-RnnGradient $large"),
        ("Measure-RnnGradient, a long sequence", "$sequence | Measure-RnnGradient $wide"),
        ("Test-RnnGradient, many parameters", "1..200 | Test-RnnGradient $wide -SampleCount 100000"),
        ("Optimize-RnnModel, one large batch", "$sequence | Optimize-RnnModel $wide -Epoch 9"),
        ("Optimize-RnnModel, many windows", "$sequence | Optimize-RnnModel $wide -Epoch 9 -SequenceLength 100 -BatchSize 4096 -Checkpoint $checkpoint"),
        ("ConvertTo-RnnTable, many steps", "1..10000000 | Invoke-RnnForward $small | ConvertTo-RnnTable"),
        ("Export-RnnTrace, many steps", "1..10000000 | Invoke-RnnForward $small | Export-RnnTrace $trace"),
    ];

    /// <inheritdoc/>
    public override string Name => "stop";

    /// <inheritdoc/>
    public override string Purpose => FormattableString.Invariant($"the time from Ctrl+C to the end of a command, at {Moments} random moments of long work");

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run()
    {
        string folder = Directory.CreateTempSubdirectory("RnnPS").FullName;
        try
        {
            using var engine = new Engine(RnnModule.Manifest);
            Prepare(engine, folder);
            var table = new Table(string.Empty, "median ms", "worst ms");
            var random = new Random(1);
            double worst = 0;
            foreach ((string name, string script) in Works)
            {
                double[] times = [.. Enumerable.Range(0, Moments).Select(_ => Stop(engine, script, random.Next(LatestMoment))).Order()];
                worst = Math.Max(worst, times[^1]);
                table.Add(name, Text(times[Moments / 2]), Text(times[^1]));
            }

            table.Print();
            return [new Verdict("the worst time to stop", worst, Bound, " ms")];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Prepare(Engine engine, string folder)
    {
        string file = Path.Combine(folder, "data.csv");
        File.WriteAllLines(file, Enumerable.Range(0, 12_000_000).Select(row => FormattableString.Invariant($"{row % 7},{row / 10}")).Prepend("x,y"));
        engine.Set("file", file);
        engine.Set("checkpoint", Path.Combine(folder, "training.rnnck"));
        engine.Set("trace", Path.Combine(folder, "trace.csv"));
        engine.Run("""
            $global:ProgressPreference = 'SilentlyContinue'
            $global:list = [double[]](0..9999999)
            $global:sequence = New-RnnSequence -InputObject ([double[]](1..300000 | ForEach-Object { [Math]::Sin($_) }))
            $global:sequences = @($sequence | Split-RnnSequence 1000) * 10
            $global:small = New-RnnModel 1 4 1 -Kind Lstm -Seed 1
            $global:wide = New-RnnModel 1 96 1 -Kind Lstm -Seed 1
            $global:large = New-RnnModel 1 900 1 -Kind Elman -Initializer Uniform -Seed 1
            $global:twoWays = New-RnnModel 1 64 1 -Kind Lstm -Direction Bidirectional -Seed 1
            $global:trained = New-RnnModel 1 64 1 -Kind Lstm -Seed 1
            $null = 1..60 | Optimize-RnnModel $trained -Epoch 1 -ValidationFraction 0.3
            """);
    }

    private static double Stop(Engine engine, string script, int moment)
    {
        using PowerShell shell = engine.Start($"{script} | Out-Null", out IAsyncResult running);
        Thread.Sleep(moment);
        if (running.IsCompleted)
        {
            throw new InvalidOperationException($"'{script}' ended after less than {moment} ms, too soon to be stopped.");
        }

        var watch = Stopwatch.StartNew();
        shell.Stop();
        running.AsyncWaitHandle.WaitOne();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static string Text(double milliseconds) => milliseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
