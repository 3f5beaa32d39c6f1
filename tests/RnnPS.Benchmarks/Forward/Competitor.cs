namespace RnnPS.Benchmarks;

/// <summary>Somebody who runs a <see cref="ForwardWork"/> and delivers the states of all its steps.</summary>
internal abstract class Competitor : IDisposable
{
    /// <summary>The name in the table.</summary>
    public abstract string Name { get; }

    /// <summary>Runs the work once.</summary>
    public abstract void Run();

    /// <summary>The states of the last step, [sequence × hidden], to see that all do the same work.</summary>
    public abstract double[] LastStates();

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
