namespace RnnPS.Benchmarks;

/// <summary>The costs of one contestant.</summary>
/// <param name="Name">The name of the contestant.</param>
/// <param name="Samples">The samples, in the order of the rounds.</param>
internal sealed record Timing(string Name, IReadOnlyList<Sample> Samples)
{
    /// <summary>The median time, in milliseconds.</summary>
    public double Median { get; } = MedianOf(Samples.Select(sample => sample.Milliseconds));

    /// <summary>The shortest time, in milliseconds: the cost without disturbance.</summary>
    public double Minimum { get; } = Samples.Min(sample => sample.Milliseconds);

    /// <summary>The median processor time, in milliseconds.</summary>
    public double Cpu { get; } = MedianOf(Samples.Select(sample => sample.Cpu));

    /// <summary>Computes the median: the middle value, or the mean of the two middle values.</summary>
    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
