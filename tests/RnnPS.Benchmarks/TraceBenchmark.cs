namespace RnnPS.Benchmarks;

/// <summary>Measures the cost of keeping every gate of every step.</summary>
internal sealed class TraceBenchmark : Benchmark
{
    private const double Bound = 1.5;

    private static readonly RnnCellKind[] Kinds = [RnnCellKind.Elman, RnnCellKind.Lstm, RnnCellKind.Gru];

    /// <inheritdoc/>
    public override string Name => "trace";

    /// <inheritdoc/>
    public override string Purpose => "the forward engine with the Trace tape, which keeps all gates, compared with the None tape, at hidden size 256";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run() =>
        from kind in Kinds
        from work in (ForwardWork[])
        [
            new(ForwardWork.Network(kind, 64, 256), Rows: 1, Steps: 200),
            new(ForwardWork.Network(kind, 64, 256), Rows: 32, Steps: 100),
        ]
        from verdict in Run(work)
        select verdict;

    private static IEnumerable<Verdict> Run(ForwardWork work)
    {
        Console.WriteLine();
        Console.WriteLine(work);
        Competitor[] competitors =
        [
            new EngineCompetitor(work, RnnPrecision.Single),
            new EngineCompetitor(work, RnnPrecision.Single, Tape.Trace),
            new EngineCompetitor(work, RnnPrecision.Double),
            new EngineCompetitor(work, RnnPrecision.Double, Tape.Trace),
        ];
        IReadOnlyList<Timing> timings = Rounds.Run(
            warmUps: 3, rounds: 21, [.. competitors.Select(one => Contestant.AfterPause(one.ToString(), one.Run))]);
        Table.Of(timings.Take(2), timings[0], "0.00").Print();
        Table.Of(timings.Skip(2), timings[2], "0.00").Print();
        return
        [
            Verdict.On(timings[1], timings[0], Bound, $", {work}"),
            Verdict.On(timings[3], timings[2], Bound, $", {work}"),
        ];
    }
}
