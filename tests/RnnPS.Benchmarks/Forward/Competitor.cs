namespace RnnPS.Benchmarks;

/// <summary>Somebody who runs a <see cref="ForwardWork"/> and delivers the states and outputs of all its steps.</summary>
internal abstract class Competitor : IDisposable
{
    /// <summary>The name in the table, without the precision.</summary>
    public abstract string Name { get; }

    /// <summary>What it computes with.</summary>
    public abstract RnnPrecision Precision { get; }

    /// <summary>Whether it is RnnPS itself, and no peer.</summary>
    public virtual bool IsOurs => false;

    /// <summary>Runs the work once.</summary>
    public abstract void Run();

    /// <summary>What the model puts out at the last step, [sequence × output], to see that all do the same work.</summary>
    public abstract double[] LastOutputs();

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <inheritdoc/>
    public sealed override string ToString() => $"{Name}, {(Precision == RnnPrecision.Single ? "float" : "double")}";
}
