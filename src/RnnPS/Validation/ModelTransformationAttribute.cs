using System.Management.Automation;

namespace RnnPS;

/// <summary>Takes a cell for a model: one layer without an output layer, whose output is its state.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ModelTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether something else given for a model was probably meant as -Input.</summary>
    public bool SuggestInput { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        NumberReader.Unwrap(inputData) switch
        {
            null => null,
            RnnModel model => model,
            RnnCell cell => new RnnModel(cell),
            var other => throw new ArgumentTransformationMetadataException(
                $"{NumberReader.Describe(other)} is not a model: "
                + (SuggestInput ? $"did you mean -Input {NumberReader.Describe(other)}? " : string.Empty)
                + "A model comes from New-RnnModel or New-RnnCell."),
        };
}
