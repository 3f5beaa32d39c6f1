namespace RnnPS;

/// <summary>Reads steps, and the items of a parameter.</summary>
internal static class StepReader
{
    /// <summary>The items of a list, or the value itself as the only item.</summary>
    public static IEnumerable<object?> Unroll(object? value) => NumberReader.AsList(value)?.Cast<object?>() ?? [value];

    /// <summary>Reads one step.</summary>
    /// <exception cref="RnnException">The item is null or not a step.</exception>
    public static RnnStep Read(object? item) => NumberReader.Unwrap(item) switch
    {
        RnnStep step => step,
        null => throw NumberReader.Null(),
        var other => throw new RnnException(
            RnnErrorId.StepExpected,
            $"{NumberReader.Describe(other)} ({other.GetType().Name}) is not a step: expected the output of Invoke-RnnForward. "
            + "Run the values through Invoke-RnnForward first.",
            other),
    };
}
