using System.Management.Automation;

namespace RnnPS;

/// <summary>
/// Converts a cell to a model of one layer without an output layer, whose output is its state. Makes a model live that came from another
/// process.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ModelTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the error for another value suggests -Input.</summary>
    public bool SuggestInput { get; set; }

    /// <summary>Whether the command changes the model, so that a model made of a cell or of a saved object will not do.</summary>
    public bool Live { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Revived(inputData) switch
        {
            null => null,
            RnnModel or RnnCell when Live && NumberReader.Unwrap(inputData) is not RnnModel => throw new ArgumentTransformationMetadataException(
                $"{ValueDescription.Of(inputData)} is not a model that can change: keep a model in a variable, "
                + "such as $model = New-RnnModel -Cell $cell or $model = Copy-RnnModel $saved, and give that."),
            RnnModel model => model,
            RnnCell cell => new RnnModel(cell),
            var other => throw new ArgumentTransformationMetadataException(
                $"{ValueDescription.Of(other)} is not a model: "
                + (SuggestInput ? $"did you mean -Input {ValueDescription.Of(other)}? " : string.Empty)
                + "A model comes from New-RnnModel, New-RnnCell or Import-RnnModel."),
        };

    private static object? Revived(object? value)
    {
        try
        {
            return NumberReader.Unwrap(SerializedForm.Revive(value));
        }
        catch (RnnException error)
        {
            throw new ArgumentTransformationMetadataException(error.Message, error);
        }
    }
}
