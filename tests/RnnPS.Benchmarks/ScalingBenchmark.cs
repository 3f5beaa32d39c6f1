using System.Globalization;

namespace RnnPS.Benchmarks;

/// <summary>Measures how the cost of a step depends on the length of a run, and that of a sequence on the size of a batch.</summary>
internal sealed class ScalingBenchmark : Benchmark
{
    private const double Bound = 1.25;

    // Long enough for a sequence, and short enough for ten million sequences.
    private const int SequenceLength = 4;

    // A sample repeats a small run until it has done this much work, so that the run includes its share of garbage collection.
    private const int MinimumWork = 500_000;
    private const int Rounds = 3;

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
            {
                string script = FormattableString.Invariant($"1..{size} | Invoke-RnnForward | Out-Null");
                return () => engine.Run(script);
            }),
            Measure($"a sequence of {SequenceLength} steps in a batch (RnnBatch, the last step of each)", size =>
            {
                RnnSequence[] batch = new RnnSequence[size];
                Array.Fill(batch, sequence);
                return () => RunBatch(model, batch);
            }),
        ];
    }

    private static void RunBatch(RnnModel model, RnnSequence[] batch)
    {
        int steps = new RnnBatch(model, lastOnly: true).Run(batch).Count();
        if (steps != batch.Length)
        {
            throw new InvalidOperationException($"A batch of {batch.Length} sequences returned {steps} last steps.");
        }
    }

    // Each round measures every size, so that a slow phase of the machine affects all sizes.
    private static Verdict Measure(string what, Func<int, Action> prepare)
    {
        // A run of this size compiles all code that the larger runs need.
        Action warmUp = prepare(100_000);
        for (int run = 0; run < 5; run++)
        {
            warmUp();
        }

        double[][] samples =
            [.. Enumerable.Range(0, Rounds).Select(_ => Sizes.Select(size => Time(prepare(size), Runs(size))).ToArray())];
        var table = new Table(what, "runs", "median ms", "ns each");
        List<double> costs = [];
        for (int i = 0; i < Sizes.Length; i++)
        {
            double median = Timing.MedianOf(samples.Select(round => round[i]));
            costs.Add(median / Sizes[i] * 1e6);
            table.Add(
                Sizes[i].ToString("N0", CultureInfo.InvariantCulture),
                Runs(Sizes[i]).ToString(CultureInfo.InvariantCulture),
                median.ToString("0.00", CultureInfo.InvariantCulture),
                costs[^1].ToString("0", CultureInfo.InvariantCulture));
        }

        table.Print();
        Console.WriteLine();
        return new Verdict($"{what}: the highest cost of the larger runs / the cost of the smallest run", costs.Skip(1).Max() / costs[0], Bound);
    }

    private static int Runs(int size) => Math.Max(1, MinimumWork / size);

    private static double Time(Action run, int runs)
    {
        Memory.Collect();
        return Sample.Of(run, runs).Milliseconds;
    }
}
