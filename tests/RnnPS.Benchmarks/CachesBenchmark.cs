using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS.Benchmarks;

/// <summary>
/// Shows how far products are from the machine's peak, by where their weights come from. A panel of W that is read piece by piece stays in
/// the first cache, but then the sums of a block are stored and read once for each piece.
/// </summary>
internal sealed class CachesBenchmark : Benchmark
{
    private const int WarmUps = 3;
    private const int RoundCount = 11;
    private const int Tries = 3;

    private static readonly ProductShape[] Shapes =
    [
        new("h·R", 16, 256, 1024),
        new("dP·Rᵀ", 16, 1024, 256),
        new("hᵀ·dP", 256, 128, 1024),
        new("h·R", 16, 64, 256),
        new("dP·Rᵀ", 16, 256, 64),
        new("hᵀ·dP", 64, 128, 256),
        new("batch of 64", 32, 256, 1024),
        new("batch of 64", 32, 512, 2048),
        new("batch of 128", 64, 512, 2048),
        new("inputs", 128, 128, 2048),
    ];

    /// <inheritdoc/>
    public override string Name => "caches";

    /// <inheritdoc/>
    public override string Purpose =>
        "products with whole panels of weights and with pieces that the first cache holds: share of the peak, bytes that each needs (no bound)";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run()
    {
        Console.WriteLine(FormattableString.Invariant($"First cache {DataCaches.First / 1024} KB, second {DataCaches.Second / 1024} KB."));
        Run<float>(RnnPrecision.Single);
        Run<double>(RnnPrecision.Double);
        return [];
    }

    private static void Run<T>(RnnPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int threads = Environment.ProcessorCount;
        int vector = KernelSet<T>.Best.Lanes * Unsafe.SizeOf<T>();
        (string Name, int Bytes)[] pieces =
        [
            ("whole", int.MaxValue),
            ("1/1", DataCaches.First),
            ("3/4", DataCaches.First * 3 / 4),
            ("1/2", DataCaches.First / 2),
        ];
        Console.WriteLine();
        Console.WriteLine(FormattableString.Invariant(
            $"{precision}, {threads} threads. Share of the peak with panels whole, and in pieces of 1/1 to 1/2 of the first cache. Then the bytes of W"));
        Console.WriteLine(
            "that a multiply-add of a vector needs from the second cache, whole and in pieces. The first block of rows reads each panel from where W lies.");
        var table = new Table(
            ["rows×depth×columns", .. pieces.Select(piece => piece.Name), "3/4 ÷ whole", "B whole", "B pieces", "W"]);
        foreach (ProductShape shape in Shapes)
        {
            var peak = new Contestant("peak", () => InNanoseconds(threads * shape.Products / MachineLimits.Of(precision, Tries).Peak(threads)));
            IReadOnlyList<Timing> timings = Rounds.Run(WarmUps, RoundCount, [peak, .. pieces.Select(piece => new Contestant(
                piece.Name, () => InNanoseconds(new Probe(Tries).Nanoseconds(threads, () => shape.Create<T>(piece.Bytes)))))]);
            long bytes = shape.WeightBytes<T>();
            table.Add(
            [
                shape.ToString(),
                .. timings.Skip(1).Select(timing => Text(Ratio.Of(timings[0], timing).Value, "0.00")),
                Text(Ratio.Of(timings[1], timings[3]).Value, "0.00"),
                Text(shape.BytesOfMultiplyAdd(vector, isShared: false), "0.0"),
                Text(shape.BytesOfMultiplyAdd(vector, isShared: true), "0.0"),
                FormattableString.Invariant($"{bytes / 1024.0 / 1024.0:0.00} MB{(bytes > DataCaches.Second ? ", beyond the second" : string.Empty)}"),
            ]);
        }

        table.Print();
    }

    private static Sample InNanoseconds(double nanoseconds) => new(nanoseconds / 1e6, nanoseconds / 1e6);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
