namespace RnnPS;

/// <summary>Reads steps.</summary>
internal static class StepReader
{
    /// <summary>Reads one step.</summary>
    /// <exception cref="RnnException">The item is null or not a step.</exception>
    public static RnnStep Read(object? item) => NumberReader.Unwrap(item) as RnnStep ?? ReadOther(item);

    private static RnnStep ReadOther(object? item) => NumberReader.Unwrap(SerializedForm.Revive(item)) switch
    {
        RnnStep step => step,
        null => throw NumberReader.Null(),
        var other => throw new RnnException(
            RnnErrorId.StepExpected,
            $"{ValueDescription.Of(other)} ({other.GetType().Name}) is not a step: expected the output of Invoke-RnnForward. "
            + "Run the values through Invoke-RnnForward first.",
            other),
    };
}
