using System.Management.Automation;

namespace RnnPS;

/// <summary>Tells faults of code in the user's objects, such as an enumerator or a getter, from the exceptions that must pass.</summary>
internal static class ForeignCode
{
    /// <summary>Whether an exception is a fault of the object. The end of a pipeline, and a lack of memory, are not.</summary>
    /// <param name="error">The exception.</param>
    public static bool IsFault(Exception error) =>
        error is not (RnnException or PipelineStoppedException or FlowControlException or OperationCanceledException or OutOfMemoryException);

    /// <summary>Requires that a value has a text, because PowerShell's conversions use it.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="RnnException">Its ToString method throws (<see cref="RnnErrorId.InputUnreadable"/>).</exception>
    public static object? RequireText(object? value)
    {
        try
        {
            _ = value?.ToString();
            return value;
        }
        catch (Exception error) when (IsFault(error))
        {
            throw new RnnException(
                RnnErrorId.InputUnreadable,
                $"The value ({NumberReader.Unwrap(value)!.GetType().Name}) can't be read: {error.Message} Give a number or a text.",
                value,
                error);
        }
    }
}
