using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS.Benchmarks;

/// <summary>
/// Shows what the shape of a block costs where the weights come from the first or the second cache, and what vectors in two cache lines
/// and rows that lie a power of two apart cost.
/// </summary>
internal sealed class ShapesBenchmark : Benchmark
{
    private const int WarmUps = 3;
    private const int RoundCount = 11;
    private const int Tries = 3;

    // Whole blocks of each shape, and whole panels.
    private const int Rows = 24;
    private const int PanelVectors = 12;
    private const int LargeDepth = 128;

    // Rows of Y so far apart have the same places in the first cache, and stores look like those that a load must wait for.
    private const int PageBytes = 4096;

    private static readonly BlockShape[] Shapes = [new(6, 4), new(8, 3), new(12, 2)];

    /// <inheritdoc/>
    public override string Name => "shapes";

    /// <inheritdoc/>
    public override string Purpose => "blocks of 6×4, 8×3 and 12×2 vectors by where their weights lie: share of the peak (no bound)";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run()
    {
        Run<float>(RnnPrecision.Single);
        Run<double>(RnnPrecision.Double);
        return [];
    }

    private static void Run<T>(RnnPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int threads = Environment.ProcessorCount;
        int lanes = KernelSet<T>.Best.Lanes;
        int vector = lanes * Unsafe.SizeOf<T>();
        int small = DataCaches.First / 2 / (PanelVectors * vector);
        int sets = Math.Max(1, DataCaches.Second / 2 / (LargeDepth * PanelVectors * vector));
        (string Name, int Depth, int Sets, int Shift, bool Pages)[] cases =
        [
            ("first cache", small, 1, 0, false),
            ("second cache", LargeDepth, sets, 0, false),
            ("second, in two lines", LargeDepth, sets, 1, false),
            ("second, rows 4 KB apart", LargeDepth, sets, 0, true),
        ];
        Console.WriteLine();
        Console.WriteLine(FormattableString.Invariant(
            $"{precision}, {threads} threads, {Rows} rows. Share of the peak, X packed. Then the bytes of W for the multiply-adds of a vector."));
        var table = new Table(["block", .. cases.Select(one => one.Name), "B"]);
        foreach (BlockShape shape in Shapes)
        {
            var texts = new List<string> { shape.ToString() };
            foreach ((string name, int depth, int count, int shift, bool pages) in cases)
            {
                double products = (double)threads * Rows * depth * PanelVectors * lanes * count;
                var peak = new Contestant("peak", () => InNanoseconds(products / MachineLimits.Of(precision, Tries).Peak(threads)));
                var kernel = new Contestant(
                    name, () => InNanoseconds(new Probe(Tries).Nanoseconds(threads, () => Create<T>(shape, depth, count, shift, pages))));
                IReadOnlyList<Timing> timings = Rounds.Run(WarmUps, RoundCount, [peak, kernel]);
                texts.Add(Ratio.Of(timings[0], timings[1]).Value.ToString("0.00", CultureInfo.InvariantCulture));
            }

            table.Add([.. texts, ((double)vector / shape.Rows).ToString("0.0", CultureInfo.InvariantCulture)]);
        }

        table.Print();
    }

    // Zeros, so that sums stay finite. The time of a multiply-add does not depend on its numbers.
    private static Action Create<T>(BlockShape shape, int depth, int sets, int shift, bool pages)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = KernelSet<T>.Best.Lanes;
        int columns = PanelVectors * lanes * sets;
        int page = PageBytes / Unsafe.SizeOf<T>();
        // An odd number of lines more than whole pages, or whole pages.
        int stride = (((columns + page - 1) / page) * page) + (pages ? 0 : 3 * lanes);
        Memory<T> x = AlignedMemory.Of<T>(Rows * depth);
        Memory<T> w = AlignedMemory.Of<T>((depth * columns) + shift)[shift..];
        Memory<T> y = AlignedMemory.Of<T>(Rows * stride);
        return () => ShapeKernels<T>.Best.Multiply(shape, x.Span, w.Span, y.Span, depth, stride, columns / (shape.Vectors * lanes));
    }

    private static Sample InNanoseconds(double nanoseconds) => new(nanoseconds / 1e6, nanoseconds / 1e6);
}
