namespace RnnPS;

/// <summary>Completes the names of lags.</summary>
public sealed class LagCompleter : NameCompleter
{
    /// <summary>Creates the completer.</summary>
    public LagCompleter()
        : base([LagArgument.Auto, LagArgument.None, LagArgument.Season])
    {
    }
}
