using System.Management.Automation;

namespace RnnPS;

/// <summary>Takes a cell for a model: one layer without an output layer, whose output is its state.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ModelTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        NumberReader.Unwrap(inputData) switch
        {
            null => null,
            RnnModel model => model,
            RnnCell cell => new RnnModel(cell),
            var other => throw new ArgumentTransformationMetadataException(
                $"{NumberReader.Describe(other)} is not a model: did you mean -Input {NumberReader.Describe(other)}? "
                + "A model comes from New-RnnModel or New-RnnCell."),
        };
}
