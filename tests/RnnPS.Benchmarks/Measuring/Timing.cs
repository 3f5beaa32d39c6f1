namespace RnnPS.Benchmarks;

/// <summary>The times of one contestant, one for each round.</summary>
/// <param name="Name">The contestant.</param>
/// <param name="Milliseconds">The times, in the rounds' order.</param>
internal sealed record Timing(string Name, IReadOnlyList<double> Milliseconds)
{
    /// <summary>The median time.</summary>
    public double Median { get; } = MedianOf(Milliseconds);

    /// <summary>The shortest time: what it costs when nothing disturbs.</summary>
    public double Minimum { get; } = Milliseconds.Min();

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
