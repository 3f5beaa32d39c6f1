namespace RnnPS.Benchmarks;

/// <summary>Compares the forward engine with its peers and with the machine's limits, all in one run.</summary>
internal sealed class ForwardBenchmark : Benchmark
{
    private const int Rounds = 21;

    // The runtime recompiles hot methods twice.
    private const int WarmUps = 4;

    // With more multiply-adds MathNet takes seconds per run, and no bound needs its time.
    private const long MaximumMathNetProducts = 2_000_000_000;

    private static readonly ForwardWork[] Works =
    [
        new(RnnModel.StartingExample(), 1, 100_000,
            ForwardBound.Double(4, OnnxCompetitor.PeerName),
            ForwardBound.Double(12, MathNetCompetitor.PeerName),
            ForwardBound.Double(1, LoopCompetitor.PeerName)),
        new(ForwardWork.Network(RnnCellKind.Elman, 16, 64), 1, 2000, ForwardBound.Single(7), ForwardBound.Double(10)),
        new(ForwardWork.Network(RnnCellKind.Elman, 64, 256), 1, 1000, ForwardBound.Single(3), ForwardBound.Double(4)),
        new(ForwardWork.Network(RnnCellKind.Lstm, 64, 256), 1, 200, ForwardBound.Single(1.2), ForwardBound.Double(4)),
        new(ForwardWork.Network(RnnCellKind.Gru, 64, 256), 1, 200, ForwardBound.Single(1.3), ForwardBound.Double(4)),
        new(ForwardWork.Network(RnnCellKind.Elman, 64, 256), 32, 100,
            ForwardBound.Single(5, OnnxCompetitor.PeerName), ForwardBound.Double(0.85, ForwardBound.Limit)),
        new(ForwardWork.Network(RnnCellKind.Lstm, 64, 256), 32, 100,
            ForwardBound.Single(1, useLowerEnd: true), ForwardBound.Double(0.85, ForwardBound.Limit)),
        new(ForwardWork.Network(RnnCellKind.Gru, 64, 256), 32, 100,
            ForwardBound.Single(1.3), ForwardBound.Double(0.85, ForwardBound.Limit)),
        new(ForwardWork.Network(RnnCellKind.Lstm, 128, 512, 512), 64, 50,
            ForwardBound.Single(1, useLowerEnd: true), ForwardBound.Double(0.8, ForwardBound.Limit)),
        new(ForwardWork.Network(RnnCellKind.Gru, 4, 32), 1, 2000,
            ForwardBound.Single(20, OnnxCompetitor.PeerName),
            ForwardBound.Single(2, LoopCompetitor.PeerName),
            ForwardBound.Double(20, MathNetCompetitor.PeerName)) { StepByStep = true },
    ];

    /// <inheritdoc/>
    public override string Name => "forward";

    /// <inheritdoc/>
    public override string Purpose =>
        "states and outputs of all steps without a trace, compared with ONNX Runtime, MathNet, PyTorch, plain loops and the machine's limits";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run()
    {
        Console.WriteLine(TorchPeer.Status);
        LimitsTable.Print();
        return Works.SelectMany(Run);
    }

    private static IEnumerable<Verdict> Run(ForwardWork work)
    {
        List<Competitor> competitors = [.. Competitors(work)];
        LimitContestant[] limits = [new(work, RnnPrecision.Single), new(work, RnnPrecision.Double)];
        try
        {
            RequireSameWork(competitors);
            IReadOnlyList<Timing> timings = Benchmarks.Rounds.Run(
                WarmUps,
                Rounds,
                [
                    .. competitors.Select(one => Contestant.AfterPause(one.ToString(), one.Run)),
                    .. limits.Select(limit => limit.Contestant),
                ]);
            var report = new ForwardReport(work, competitors, limits, timings);
            report.Print();
            return report.Verdicts();
        }
        finally
        {
            competitors.ForEach(competitor => competitor.Dispose());
        }
    }

    private static IEnumerable<Competitor> Competitors(ForwardWork work)
    {
        RnnPrecision[] precisions = [RnnPrecision.Single, RnnPrecision.Double];
        foreach (RnnPrecision precision in precisions)
        {
            yield return work.StepByStep ? new EngineStepCompetitor(work, precision) : new EngineCompetitor(work, precision);
        }

        foreach (RnnPrecision precision in work.StepByStep ? precisions : [])
        {
            yield return new StreamCompetitor(work, precision);
        }

        yield return work.StepByStep ? new OnnxStreamCompetitor(work) : new OnnxCompetitor(work);
        if (work.Size.Products * work.Steps < MaximumMathNetProducts)
        {
            yield return new MathNetCompetitor(work);
        }

        foreach (Competitor peer in LoopCompetitor.Of(work).Concat(TorchPeer.Of(work)))
        {
            yield return peer;
        }
    }

    private static void RequireSameWork(List<Competitor> competitors)
    {
        competitors.ForEach(competitor => competitor.Run());
        double[] expected = competitors.Find(competitor => competitor.Precision == RnnPrecision.Double)!.LastOutputs();
        foreach (Competitor competitor in competitors)
        {
            double[] outputs = competitor.LastOutputs();
            double difference = outputs.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
            if (outputs.Length != expected.Length || !(difference < 1e-4))
            {
                throw new InvalidOperationException($"{competitor} computes a different result: the outputs differ by {difference}.");
            }
        }
    }
}
