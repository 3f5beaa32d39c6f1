using System.Management.Automation;

namespace RnnPS;

/// <summary>
/// Refuses a state that came from another process and is not live. PowerShell would make a new state of it for each call, and what the
/// command does to that would be lost.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LiveStateAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        SerializedForm.IsOf(inputData, typeof(RnnState))
            ? throw new ArgumentTransformationMetadataException(
                "The state came from another process and can't advance: make a live one of it, $state = New-RnnState $model -Value $state, and "
                + "give that.")
            : inputData;
}
