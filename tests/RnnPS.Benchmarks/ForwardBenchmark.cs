using System.Globalization;

namespace RnnPS.Benchmarks;

/// <summary>The forward engine beside ONNX Runtime, MathNet and a plain loop, all in one run.</summary>
internal sealed class ForwardBenchmark : Benchmark
{
    private const int WarmUps = 3;
    private const int Rounds = 15;

    // ONNX Runtime's threads spin for a while after a run, and slow down whoever comes next.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly ForwardWork[] Works =
    [
        ForwardWork.Of(RnnCellKind.Elman, 1, 2, 1, 100_000, single: null, @double: 12),
        ForwardWork.Of(RnnCellKind.Elman, 16, 64, 1, 2000, single: 7, @double: 10),
        ForwardWork.Of(RnnCellKind.Elman, 64, 256, 1, 1000, single: 3, @double: 4),
        ForwardWork.Of(RnnCellKind.Lstm, 64, 256, 1, 200, single: 1.2, @double: 4),
        ForwardWork.Of(RnnCellKind.Gru, 64, 256, 1, 200, single: 1.3, @double: 4),
        ForwardWork.Of(RnnCellKind.Elman, 64, 256, 32, 100, single: 5),
        ForwardWork.Of(RnnCellKind.Lstm, 64, 256, 32, 100, single: 1),
        ForwardWork.Of(RnnCellKind.Gru, 64, 256, 32, 100, single: 1.3),
    ];

    /// <inheritdoc/>
    public override string Name => "forward";

    /// <inheritdoc/>
    public override string Purpose => "states of all steps without a trace, beside ONNX Runtime, MathNet and a plain loop";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run() => Works.SelectMany(Run);

    private static IEnumerable<Verdict> Run(ForwardWork work)
    {
        List<Competitor> competitors =
        [
            new EngineCompetitor(work, RnnPrecision.Single),
            new EngineCompetitor(work, RnnPrecision.Double),
            new OnnxCompetitor(work),
            new MathNetCompetitor(work),
        ];
        if (work is { Cell: ElmanCell, Rows: 1 })
        {
            competitors.Add(new LoopCompetitor(work));
        }

        try
        {
            RequireSameWork(competitors);
            IReadOnlyList<Timing> timings = Benchmarks.Rounds.Run(WarmUps, Rounds, [.. competitors.Select(Contestant)]);
            Print(work, timings);
            return Verdicts(work, timings);
        }
        finally
        {
            competitors.ForEach(competitor => competitor.Dispose());
        }
    }

    private static void RequireSameWork(List<Competitor> competitors)
    {
        competitors.ForEach(competitor => competitor.Run());
        double[] expected = competitors[1].LastStates();
        foreach (Competitor competitor in competitors)
        {
            double difference = competitor.LastStates().Zip(expected, (a, b) => Math.Abs(a - b)).Max();
            if (!(difference < 1e-4))
            {
                throw new InvalidOperationException($"{competitor.Name} computes something else: the states differ by {difference}.");
            }
        }
    }

    private static Contestant Contestant(Competitor competitor) => new(competitor.Name, () =>
    {
        Thread.Sleep(Pause);
        return Sample.Of(competitor.Run);
    });

    private static void Print(ForwardWork work, IReadOnlyList<Timing> timings)
    {
        Console.WriteLine();
        Console.WriteLine(work);
        var table = new Table(
            string.Empty, "median µs/step", "minimum µs/step", "time / float's", "95 % interval", "time / double's", "95 % interval");
        foreach (Timing timing in timings)
        {
            var toSingle = Ratio.Of(timing, timings[0]);
            var toDouble = Ratio.Of(timing, timings[1]);
            table.Add(
                timing.Name,
                PerStep(timing.Median),
                PerStep(timing.Minimum),
                Number(toSingle.Value),
                toSingle.Interval,
                Number(toDouble.Value),
                toDouble.Interval);
        }

        table.Print();

        string PerStep(double milliseconds) => (1000 * milliseconds / work.Steps).ToString("0.000", CultureInfo.InvariantCulture);
        static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
    }

    // In single precision against ONNX Runtime, in double against MathNet: the share of their time.
    private static IEnumerable<Verdict> Verdicts(ForwardWork work, IReadOnlyList<Timing> timings)
    {
        if (work.Single is { } single)
        {
            yield return Verdict.On(timings[0], timings[2], 1 / single, $" of {work}");
        }

        if (work.Double is { } @double)
        {
            yield return Verdict.On(timings[1], timings[3], 1 / @double, $" of {work}");
        }
    }
}
