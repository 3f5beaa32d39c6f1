namespace RnnPS.Benchmarks;

/// <summary>A measurement that prints a table and compares the result with its bounds, if it has any.</summary>
internal abstract class Benchmark
{
    /// <summary>The name on the command line, in kebab case.</summary>
    public abstract string Name { get; }

    /// <summary>A one-sentence description of the measurement.</summary>
    public abstract string Purpose { get; }

    /// <summary>Measures and prints the results.</summary>
    /// <returns>One verdict for each bound.</returns>
    public abstract IEnumerable<Verdict> Run();
}
