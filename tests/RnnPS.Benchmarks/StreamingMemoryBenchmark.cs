using System.Globalization;

namespace RnnPS.Benchmarks;

/// <summary>Compares the memory of a streamed run after many steps with that after few steps.</summary>
internal sealed class StreamingMemoryBenchmark : Benchmark
{
    private const int Few = 100_000;
    private const int Many = 10_000_000;
    private const double Bound = 50;
    private const string Own = "Invoke-RnnForward";

    /// <inheritdoc/>
    public override string Name => "streaming-memory";

    /// <inheritdoc/>
    public override string Purpose =>
        "growth from 100,000 to 10,000,000 streamed steps (1..n | command | Out-Null), each command in a fresh process";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run()
    {
        Console.WriteLine("The peak resident set, and the heap after a collection, in MB, at 10⁵ and at 10⁷ steps:");
        var table = new Table(
            string.Empty, "peak 10⁵", "peak 10⁷", "growth", "heap 10⁵", "heap 10⁷", "growth", "µs/step", "allocated B/step");
        var verdicts = new List<Verdict>();
        foreach (string command in (string[])["Skip-PeerObject", "ConvertTo-PeerObject -Size 6", Own])
        {
            (StreamState few, StreamState many) = Measure(command);
            double peak = (many.Peak - few.Peak) / Memory.Megabyte;
            double heap = (many.Heap - few.Heap) / Memory.Megabyte;
            table.Add(
                command,
                Cell(few.Peak / Memory.Megabyte),
                Cell(many.Peak / Memory.Megabyte),
                Cell(peak),
                Cell(few.Heap / Memory.Megabyte),
                Cell(many.Heap / Memory.Megabyte),
                Cell(heap, "0.00"),
                Cell(many.Milliseconds * 1000 / Many, "0.00"),
                Cell((double)many.Allocated / Many, "0"));
            if (command == Own)
            {
                verdicts.Add(new Verdict("growth of the peak resident set", peak, Bound, " MB"));
                verdicts.Add(new Verdict("growth of the heap after a collection", heap, Bound, " MB"));
            }
        }

        table.Print();
        return verdicts;
    }

    private static (StreamState Few, StreamState Many) Measure(string command)
    {
        string module = command == Own ? $"Import-Module {Engine.Quote(RnnModule.Manifest)} -ErrorAction Stop" : string.Empty;
        string[] lines = ChildProcess.RunScript(FormattableString.Invariant($$"""
            {{module}}
            foreach ($stage in { 1..{{Few}} | {{command}} | Out-Null }, { 1..{{Many}} | {{command}} | Out-Null }) {
                Measure-PeerStream $stage
            }
            """));
        return (StreamState.Parse(lines[0]), StreamState.Parse(lines[1]));
    }

    private static string Cell(double value, string format = "0.0") => value.ToString(format, CultureInfo.InvariantCulture);
}
