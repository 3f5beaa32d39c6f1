namespace RnnPS;

/// <summary>Completes the names of a step's properties.</summary>
public sealed class StepPropertyCompleter : NameCompleter
{
    /// <summary>Creates the completer.</summary>
    public StepPropertyCompleter()
        : base(TraceTable.StepProperties)
    {
    }
}
