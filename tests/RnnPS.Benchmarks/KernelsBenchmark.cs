using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace RnnPS.Benchmarks;

/// <summary>Measures single kernels with BenchmarkDotNet in this process.</summary>
internal sealed class KernelsBenchmark : Benchmark
{
    /// <inheritdoc/>
    public override string Name => "kernels";

    /// <inheritdoc/>
    public override string Purpose => "matrix products by shape, tanh and sigmoid per element, with BenchmarkDotNet (no bound)";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run()
    {
        string artifacts = Directory.CreateTempSubdirectory("RnnPS.Benchmarks").FullName;
        try
        {
            // In this process, because BenchmarkDotNet's generated program would not find the module's engine.
            IConfig config = ManualConfig.CreateEmpty()
                .AddJob(Job.ShortRun.WithIterationCount(9).WithToolchain(InProcessNoEmitToolchain.Instance))
                .AddColumnProvider(DefaultColumnProviders.Instance)
                .AddLogger(NullLogger.Instance)
                .WithOption(ConfigOptions.DisableOptimizationsValidator, true)
                .WithArtifactsPath(artifacts);
            foreach (Type type in (Type[])[typeof(ProductBenchmarks), typeof(ActivationBenchmarks)])
            {
                Summary summary = BenchmarkRunner.Run(type, config);
                if (summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success))
                {
                    throw new InvalidOperationException($"BenchmarkDotNet could not run {type.Name}.");
                }

                MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
            }
        }
        finally
        {
            Directory.Delete(artifacts, recursive: true);
        }

        return [];
    }
}
