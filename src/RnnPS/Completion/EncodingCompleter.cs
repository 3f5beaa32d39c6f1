namespace RnnPS;

/// <summary>Completes the names of encodings.</summary>
public sealed class EncodingCompleter : NameCompleter
{
    /// <summary>Creates the completer.</summary>
    public EncodingCompleter()
        : base(EncodingReader.Names)
    {
    }
}
