namespace RnnPS.Benchmarks;

/// <summary>Measures the cost of a pipeline that is stopped after its first step.</summary>
internal sealed class EarlyStopBenchmark : Benchmark
{
    private const int Pipelines = 1000;

    /// <inheritdoc/>
    public override string Name => "early-stop";

    /// <inheritdoc/>
    public override string Purpose => "1,000 pipelines stopped at their first step, compared with a cmdlet that only emits (no bound)";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run()
    {
        using var engine = new Engine(RnnModule.Manifest);
        IReadOnlyList<Timing> timings = Rounds.Run(
            warmUps: 3,
            rounds: 15,
            Script(engine, "1..9 | ConvertTo-PeerObject -Size 6 | Stop-Upstream"),
            Script(engine, "1..9 | Invoke-RnnForward | Stop-Upstream"),
            Script(engine, "1..9 | Invoke-RnnForward -MaxLength 1"),
            Script(engine, "1 | ConvertTo-PeerObject -Size 6"),
            Script(engine, "1 | Invoke-RnnForward"));
        Table.Of(timings, timings[0], "0.0").Print();
        return [];
    }

    private static Contestant Script(Engine engine, string pipeline) => Contestant.InProcess(
        pipeline,
        () => engine.Run(FormattableString.Invariant($"foreach ($i in 1..{Pipelines}) {{ $null = {pipeline} }}")));
}
