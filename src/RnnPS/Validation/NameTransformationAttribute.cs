using System.Management.Automation;

namespace RnnPS;

/// <summary>
/// Rejects a list in a list for a parameter of named values. PowerShell's own conversion to an enumeration follows lists to any depth, and
/// a list that contains itself would end the process.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NameTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return NameArgument.Read(inputData);
        }
        catch (RnnException error)
        {
            throw new ArgumentTransformationMetadataException(error.Message, error);
        }
    }
}
