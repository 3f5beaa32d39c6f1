namespace RnnPS.Benchmarks;

/// <summary>An implementation that runs a <see cref="ForwardWork"/> and produces the states and outputs of all its steps.</summary>
internal abstract class Competitor : IDisposable
{
    /// <summary>The name for the table, without the precision.</summary>
    public abstract string Name { get; }

    /// <summary>The precision of the computation.</summary>
    public abstract RnnPrecision Precision { get; }

    /// <summary>Whether this is RnnPS and not a peer.</summary>
    public virtual bool IsOurs => false;

    /// <summary>Runs the work once.</summary>
    public abstract void Run();

    /// <summary>
    /// The model's outputs at the last step, [sequence × output]. The benchmark compares them to check that all competitors
    /// do the same work.
    /// </summary>
    public abstract double[] LastOutputs();

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <inheritdoc/>
    public sealed override string ToString() => $"{Name}, {(Precision == RnnPrecision.Single ? "float" : "double")}";
}
