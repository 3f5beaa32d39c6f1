using System.Management.Automation;

namespace RnnPS;

/// <summary>Converts a cell to a model of one layer without an output layer. The output of the model is its state.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ModelTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the error for another value suggests -Input.</summary>
    public bool SuggestInput { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        NumberReader.Unwrap(inputData) switch
        {
            null => null,
            RnnModel model => model,
            RnnCell cell => new RnnModel(cell),
            var other => throw new ArgumentTransformationMetadataException(
                $"{ValueDescription.Of(other)} is not a model: "
                + (SuggestInput ? $"did you mean -Input {ValueDescription.Of(other)}? " : string.Empty)
                + "A model comes from New-RnnModel or New-RnnCell."),
        };
}
