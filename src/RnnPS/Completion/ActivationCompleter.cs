namespace RnnPS;

/// <summary>Completes the names of the activation functions.</summary>
public sealed class ActivationCompleter : NameCompleter
{
    /// <summary>Creates the completer.</summary>
    public ActivationCompleter()
        : base(Enum.GetNames<RnnActivation>().Order(StringComparer.Ordinal))
    {
    }
}
