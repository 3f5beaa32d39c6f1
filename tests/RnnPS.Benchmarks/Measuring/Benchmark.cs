namespace RnnPS.Benchmarks;

/// <summary>Something that is measured, printed as a table, and held against a bound where it has one.</summary>
internal abstract class Benchmark
{
    /// <summary>The name on the command line, in kebab case.</summary>
    public abstract string Name { get; }

    /// <summary>What is measured, in one sentence.</summary>
    public abstract string Purpose { get; }

    /// <summary>Measures and prints.</summary>
    /// <returns>One verdict for each bound.</returns>
    public abstract IEnumerable<Verdict> Run();
}
