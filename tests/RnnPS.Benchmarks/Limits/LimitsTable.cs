using System.Globalization;

namespace RnnPS.Benchmarks;

/// <summary>Prints the machine's limits as two tables.</summary>
internal static class LimitsTable
{
    private const int Kilobyte = 1024;
    private static readonly RnnPrecision[] Precisions = [RnnPrecision.Single, RnnPrecision.Double];
    private static readonly int[] Kilobytes = [8, 32, 128, 256, 512, 1024, 2048, 4096, 16384];

    private const int Tries = 25;

    /// <summary>Measures the limits and prints them.</summary>
    public static void Print()
    {
        WarmUp();
        int all = Environment.ProcessorCount;
        Console.WriteLine(FormattableString.Invariant($"This machine's limits, on 1 thread and on {all}:"));
        var rates = new Table(string.Empty, "lanes", "multiply-adds/ns", $"on {all}", "tanh ns", "sigmoid ns");
        foreach (RnnPrecision precision in Precisions)
        {
            var machine = MachineLimits.Of(precision, Tries);
            rates.Add(
                Name(precision),
                Text(precision == RnnPrecision.Single ? KernelSet<float>.Best.Lanes : KernelSet<double>.Best.Lanes, "0"),
                Text(machine.Peak(1), "0.0"),
                Text(machine.Peak(all), "0.0"),
                Text(machine.Tanh, "0.000"),
                Text(machine.Sigmoid, "0.000"));
        }

        rates.Print();
        Console.WriteLine();
        var bandwidths = new Table(
            ["GB/s read, working set", .. Kilobytes.Select(size => size < Kilobyte ? $"{size} KB" : $"{size / Kilobyte} MB")]);
        var reads = MachineLimits.Of(RnnPrecision.Single, Tries);
        foreach (int threads in (int[])[1, all])
        {
            bandwidths.Add(
            [
                threads == 1 ? "on 1 thread" : $"on {threads} threads",
                .. Kilobytes.Select(size => Text(reads.Bandwidth(size * (long)Kilobyte, threads), "0")),
            ]);
        }

        bandwidths.Print();
    }

    // The runtime compiles the activations three times, the last time with profile data. Until then, for some seconds, they are
    // up to three times slower.
    private static void WarmUp()
    {
        for (int i = 0; i < 30; i++)
        {
            foreach (RnnPrecision precision in Precisions)
            {
                var machine = MachineLimits.Of(precision, tries: 1);
                _ = machine.Tanh + machine.Sigmoid;
            }

            Thread.Sleep(150);
        }
    }

    private static string Name(RnnPrecision precision) => precision == RnnPrecision.Single ? "float" : "double";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
