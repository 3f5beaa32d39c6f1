using System.Globalization;

namespace RnnPS.Benchmarks;

/// <summary>Many runspaces that run one model at the same time.</summary>
internal sealed class SharingBenchmark : Benchmark
{
    private const int Runspaces = 64;
    private const int Steps = 300;
    private const double Bound = 1.2;

    /// <inheritdoc/>
    public override string Name => "sharing";

    /// <inheritdoc/>
    public override string Purpose =>
        "64 runspaces that run one model at once, beside the same work done by one after the other; all numbers have to be the same";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run()
    {
        Engine[] engines = [.. Enumerable.Range(0, Runspaces).Select(_ => new Engine(RnnModule.Manifest))];
        try
        {
            return ((RnnModel[])
            [
                ForwardWork.Network(RnnCellKind.Gru, 1, 32),
                ForwardWork.Network(RnnCellKind.Elman, 1, 256),
                ForwardWork.Network(RnnCellKind.Lstm, 1, 256),
                // Whose input is projected ahead.
                ForwardWork.Network(RnnCellKind.Gru, 64, 64),
            ]).SelectMany(model => ((RnnPrecision[])[RnnPrecision.Single, RnnPrecision.Double])
                .Select(precision => Measure(engines, model, precision))).ToArray();
        }
        finally
        {
            foreach (Engine engine in engines)
            {
                engine.Dispose();
            }
        }
    }

    private static Verdict Measure(Engine[] engines, RnnModel model, RnnPrecision precision)
    {
        double[][] inputs =
            [.. Enumerable.Range(0, Steps).Select(i => Enumerable.Range(0, model.InputSize).Select(k => Math.Sin(0.1 * (i + k))).ToArray())];
        foreach (Engine engine in engines)
        {
            engine.Set("model", model);
            engine.Set("inputs", inputs);
        }

        string script = $"$steps = Invoke-RnnForward $model -Input $inputs -Precision {precision}";
        engines[0].Run(script);
        long[] expected = Bits(engines[0]);
        IReadOnlyList<Timing> timings = Rounds.Run(
            warmUps: 2,
            rounds: 15,
            Contestant.InProcess("one after the other", () => Array.ForEach(engines, engine => engine.Run(script)), Compare),
            Contestant.InProcess($"{Runspaces} at once", () => AllAtOnce(engines, script), Compare));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model}, {Steps} steps, {precision}:"));
        Table.Of(timings, timings[0], "0.0").Print();
        return Verdict.On(timings[1], timings[0], Bound, $", {model}, {precision}");

        void Compare()
        {
            foreach (Engine engine in engines)
            {
                if (!Bits(engine).AsSpan().SequenceEqual(expected))
                {
                    throw new InvalidOperationException($"A runspace computed other numbers than the first, {model}, {precision}.");
                }

                engine.Set("steps", null);
            }
        }
    }

    private static void AllAtOnce(Engine[] engines, string script)
    {
        Thread[] threads = [.. engines.Select(engine => new Thread(() => engine.Run(script)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private static long[] Bits(Engine engine) => [.. engine.Run("$steps")
        .SelectMany(step => ((RnnStep)step.BaseObject).State).Select(BitConverter.DoubleToInt64Bits)];
}
