namespace RnnPS;

/// <summary>Completes the names of the optimizers.</summary>
public sealed class OptimizerCompleter : NameCompleter
{
    /// <summary>Makes one.</summary>
    public OptimizerCompleter()
        : base(RnnOptimizer.Names)
    {
    }
}
