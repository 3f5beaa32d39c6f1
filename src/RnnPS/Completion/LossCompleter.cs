namespace RnnPS;

/// <summary>Completes the names of the losses.</summary>
public sealed class LossCompleter : NameCompleter
{
    /// <summary>Creates the completer.</summary>
    public LossCompleter()
        : base(RnnLossFunction.Names.Order(StringComparer.Ordinal))
    {
    }
}
