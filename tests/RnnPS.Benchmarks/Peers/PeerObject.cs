namespace RnnPS.Benchmarks;

/// <summary>An object that owns one array, as a step does.</summary>
/// <param name="data">The array.</param>
public sealed class PeerObject(double[] data)
{
    public IReadOnlyList<double> Data { get; } = data;
}
