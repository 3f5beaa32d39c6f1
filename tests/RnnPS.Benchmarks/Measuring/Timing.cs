namespace RnnPS.Benchmarks;

/// <summary>What one contestant cost in each round.</summary>
/// <param name="Name">The contestant.</param>
/// <param name="Samples">The samples, in the rounds' order.</param>
internal sealed record Timing(string Name, IReadOnlyList<Sample> Samples)
{
    /// <summary>The median time, in milliseconds.</summary>
    public double Median { get; } = MedianOf(Samples.Select(sample => sample.Milliseconds));

    /// <summary>The shortest time, in milliseconds: what it costs when nothing disturbs.</summary>
    public double Minimum { get; } = Samples.Min(sample => sample.Milliseconds);

    /// <summary>The median processor time, in milliseconds.</summary>
    public double Cpu { get; } = MedianOf(Samples.Select(sample => sample.Cpu));

    /// <summary>The middle of some values, or the mean of the two middle ones.</summary>
    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
