using System.Globalization;

namespace RnnPS.Benchmarks;

/// <summary>Measures the cost of running an array and keeping every step, compared with a cmdlet that only emits.</summary>
internal sealed class EmissionBenchmark : Benchmark
{
    private const int Count = 1_000_000;

    // A step of the starting example has an input, two pre-activations, two states and an output.
    private const int StepSize = 6;
    private const double Bound = 2;

    /// <inheritdoc/>
    public override string Name => "emission";

    /// <inheritdoc/>
    public override string Purpose =>
        "1,000,000 steps of the starting example into a variable, compared with a cmdlet that emits 1,000,000 objects with one array each";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run()
    {
        using var engine = new Engine(RnnModule.Manifest);
        double[] numbers = [.. Enumerable.Range(0, Count).Select(i => Math.Sin(0.1 * i))];
        engine.Set("numbers", numbers);
        engine.Set("objects", numbers.Cast<object>().ToArray());
        IReadOnlyList<Timing> timings = Rounds.Run(
            warmUps: 3,
            rounds: 21,
            Script(engine, "emitting peer", FormattableString.Invariant($"Write-PeerObject -Count {Count} -Size {StepSize}")),
            Script(engine, "Invoke-RnnForward, object[]", "Invoke-RnnForward -Input $objects"),
            Script(engine, "Invoke-RnnForward, double[]", "Invoke-RnnForward -Input $numbers"));
        Table.Of(timings, timings[0]).Print();
        return timings.Skip(1).Select(timing => Verdict.On(timing, timings[0], Bound));
    }

    private static Contestant Script(Engine engine, string name, string command) => Contestant.InProcess(
        name,
        () => engine.Run("$x = " + command),
        () =>
        {
            if (Convert.ToInt32(engine.Run("$x.Count")[0].BaseObject, CultureInfo.InvariantCulture) != Count)
            {
                throw new InvalidOperationException($"{command} did not emit {Count} objects.");
            }

            engine.Run("$x = $null");
        });
}
