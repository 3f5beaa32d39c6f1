using System.Management.Automation;

namespace RnnPS;

/// <summary>
/// Reads the text of a numeric parameter in the invariant culture, before PowerShell converts it. Text that is not a number is an error,
/// as it is in rows and files.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NumberTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether each number must be an integer.</summary>
    public bool Integer { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return NumberArgument.Read(inputData, Integer);
        }
        catch (RnnException error)
        {
            throw new ArgumentTransformationMetadataException(error.Message, error);
        }
    }
}
