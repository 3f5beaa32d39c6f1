using System.Globalization;

namespace RnnPS.Benchmarks;

/// <summary>What a step costs in short and in long runs, and a sequence among few and among many.</summary>
internal sealed class ScalingBenchmark : Benchmark
{
    private const double Bound = 1.25;

    // Of each sequence: long enough to be one, short enough for ten million of them.
    private const int SequenceLength = 4;

    // A smaller run is repeated within a sample until it has done as much, so that it bears its part of the collector's work.
    private const int LeastWork = 500_000;
    private const int Samples = 3;

    private static readonly int[] Sizes = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    /// <inheritdoc/>
    public override string Name => "scaling";

    /// <inheritdoc/>
    public override string Purpose =>
        "the cost of a step in pipelines of 10³ to 10⁷ steps, and of a sequence in batches of 10³ to 10⁷ (memory: streaming-memory)";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run()
    {
        using var engine = new Engine(RnnModule.Manifest);
        var model = RnnModel.StartingExample();
        double[] values = [.. Enumerable.Range(0, SequenceLength).Select(i => Math.Sin(i))];
        var sequence = new RnnSequence(0, new RnnMatrix(SequenceLength, 1, values));
        return
        [
            Measure("a streamed step (1..n | Invoke-RnnForward | Out-Null)", size =>
                engine.Run(FormattableString.Invariant($"1..{size} | Invoke-RnnForward | Out-Null"))),
            Measure($"a sequence of {SequenceLength} steps in a batch (RnnBatch, the last step of each)", size =>
            {
                RnnSequence[] batch = new RnnSequence[size];
                Array.Fill(batch, sequence);
                int steps = new RnnBatch(model, lastOnly: true).Run(batch).Count();
                if (steps != size)
                {
                    throw new InvalidOperationException($"{size} sequences gave {steps} last steps.");
                }
            }),
        ];
    }

    private static Verdict Measure(string what, Action<int> run)
    {
        // In the largest of the small ones, all that the large ones need is compiled.
        for (int warmUp = 0; warmUp < 5; warmUp++)
        {
            run(100_000);
        }

        var table = new Table(what, "runs", "median ms", "ns each");
        List<double> costs = [];
        foreach (int size in Sizes)
        {
            int runs = Math.Max(1, LeastWork / size);
            int samples = size > LeastWork ? 1 : Samples;
            double median = Timing.MedianOf(Enumerable.Range(0, samples).Select(_ => Time(run, size, runs)));
            costs.Add(median / size * 1e6);
            table.Add(
                size.ToString("N0", CultureInfo.InvariantCulture),
                runs.ToString(CultureInfo.InvariantCulture),
                median.ToString("0.00", CultureInfo.InvariantCulture),
                costs[^1].ToString("0", CultureInfo.InvariantCulture));
        }

        table.Print();
        Console.WriteLine();
        return new Verdict($"{what}: the dearest of the larger runs / the smallest", costs.Skip(1).Max() / costs[0], Bound);
    }

    private static double Time(Action<int> run, int size, int runs)
    {
        Memory.Collect();
        return Sample.Of(() => run(size), runs).Milliseconds;
    }
}
