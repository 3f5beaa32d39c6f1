namespace RnnPS;

/// <summary>Completes the names of the optimizers.</summary>
public sealed class OptimizerCompleter : NameCompleter
{
    /// <summary>Creates the completer.</summary>
    public OptimizerCompleter()
        : base(RnnOptimizer.Names)
    {
    }
}
