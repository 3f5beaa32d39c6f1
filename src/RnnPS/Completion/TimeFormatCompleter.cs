namespace RnnPS;

/// <summary>Completes the names of time formats that are not .NET formats.</summary>
public sealed class TimeFormatCompleter : NameCompleter
{
    /// <summary>Creates the completer.</summary>
    public TimeFormatCompleter()
        : base(RnnTimeFormat.Names)
    {
    }
}
