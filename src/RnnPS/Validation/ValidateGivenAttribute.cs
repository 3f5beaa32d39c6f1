using System.Management.Automation;

namespace RnnPS;

/// <summary>Rejects <c>$null</c>, as ValidateNotNull does, but accepts a list with <c>$null</c> items.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidateGivenAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is null)
        {
            throw new ValidationMetadataException("The argument is null. Provide a valid value for the argument, and then try again.");
        }
    }
}
