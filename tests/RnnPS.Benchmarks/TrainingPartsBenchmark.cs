using System.Globalization;
using System.Numerics;

namespace RnnPS.Benchmarks;

/// <summary>Breaks the time of a training step down by cause.</summary>
internal sealed class TrainingPartsBenchmark : Benchmark
{
    private const int WarmUps = 6;
    private const int RoundCount = 15;
    private const int Tries = 3;

    /// <inheritdoc/>
    public override string Name => "training-parts";

    /// <inheritdoc/>
    public override string Purpose => "each part of a training step by itself: its time, its share of the step, what it multiplies or moves (no bound)";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run()
    {
        foreach (TrainingWork work in TrainingWork.All)
        {
            Run<float>(work, RnnPrecision.Single);
            Run<double>(work, RnnPrecision.Double);
        }

        return [];
    }

    private static void Run<T>(TrainingWork work, RnnPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int threads = work.Forward.Threads;
        var parts = new TrainingParts<T>(work);
        TrainingPart[] all = [.. parts.Parts()];
        var peak = new Contestant("peak", () => InNanoseconds(1 / MachineLimits.Of(precision, Tries).Peak(threads)));
        IReadOnlyList<Timing> timings = Rounds.Run(
            WarmUps,
            RoundCount,
            [peak, Contestant.AfterPause("step", parts.Step), .. all.Select(part => Of(parts, part, threads))]);
        Console.WriteLine();
        Console.WriteLine(FormattableString.Invariant($"{work.Forward}, {precision}, {threads} threads"));
        var table = new Table("part", "µs", "% of step", "of peak", "MB", "GB/s");
        Timing step = timings[1];
        double rest = 1;
        for (int i = 0; i < all.Length; i++)
        {
            Timing timing = timings[i + 2];
            double share = Ratio.Of(timing, step).Value;
            rest -= share;
            table.Add(
                all[i].Name,
                Text(1000 * timing.Median, "0.0"),
                Text(100 * share, "0.0"),
                all[i].Products == 0 ? string.Empty : Text(all[i].Products * Ratio.Of(timings[0], timing).Value, "0.00"),
                all[i].Bytes == 0 ? string.Empty : Text(all[i].Bytes / 1e6, "0.00"),
                all[i].Bytes == 0 ? string.Empty : Text(all[i].Bytes / (1e6 * timing.Median), "0"));
        }

        table.Add("the rest", Text(1000 * rest * step.Median, "0.0"), Text(100 * rest, "0.0"), string.Empty, string.Empty, string.Empty);
        table.Add("step", Text(1000 * step.Median, "0.0"), "100", string.Empty, string.Empty, string.Empty);
        table.Print();
    }

    // A part of slices runs on as many threads as there are slices at a time, each with buffers of its own.
    private static Contestant Of<T>(TrainingParts<T> parts, TrainingPart part, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(part.Name, () =>
    {
        int next = -1;
        double nanoseconds = new Probe(Tries).Nanoseconds(part.IsShared ? 1 : Math.Min(threads, TrainingParts<T>.Slices), () =>
        {
            int slice = Interlocked.Increment(ref next);
            parts.Prepare(slice);
            return () => part.Work(slice);
        });
        bool oneByOne = !part.IsShared && threads < TrainingParts<T>.Slices;
        return InNanoseconds(oneByOne ? nanoseconds * TrainingParts<T>.Slices : nanoseconds);
    });

    private static Sample InNanoseconds(double nanoseconds) => new(nanoseconds / 1e6, nanoseconds / 1e6);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
