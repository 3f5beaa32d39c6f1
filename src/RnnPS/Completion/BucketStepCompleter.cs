namespace RnnPS;

/// <summary>Completes the names of steps.</summary>
public sealed class BucketStepCompleter : NameCompleter
{
    /// <summary>Creates the completer.</summary>
    public BucketStepCompleter()
        : base(RnnBucketStep.Names)
    {
    }
}
