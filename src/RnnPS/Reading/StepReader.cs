using System.Collections;

namespace RnnPS;

/// <summary>Takes steps from the pipeline or from a parameter's list.</summary>
internal static class StepReader
{
    /// <summary>The items of a parameter's list, or the one record of the pipeline.</summary>
    public static IEnumerable<object?> Unroll(object? value) =>
        NumberReader.Unwrap(value) is var plain && NumberReader.IsList(plain)
            ? ((IEnumerable)plain!).Cast<object?>()
            : [value];

    /// <summary>The step itself.</summary>
    /// <exception cref="RnnException">It is something else, or null.</exception>
    public static RnnStep Read(object? item) => NumberReader.Unwrap(item) switch
    {
        RnnStep step => step,
        null => throw NumberReader.Null(),
        var other => throw new RnnException(
            RnnErrorId.StepExpected,
            $"{NumberReader.Describe(other)} ({other.GetType().Name}) is not a step: expected what Invoke-RnnForward emits. "
            + "Run the values through Invoke-RnnForward first.",
            other),
    };
}
