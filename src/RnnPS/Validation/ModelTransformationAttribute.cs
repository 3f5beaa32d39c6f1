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

    /// <summary>Whether the command changes the model, so that a model made of a saved object, which nobody else has, will not do.</summary>
    public bool RefusesSaved { get; set; }

    /// <summary>Whether a model made of a cell will not do either.</summary>
    public bool RefusesCells { get; set; }

    /// <summary>Whether the command takes forecast models, too.</summary>
    public bool TakesForecasts { get; set; }

    /// <summary>
    /// Whether another value becomes an exception that the command throws. What the binder rejects of a pipeline would otherwise look like an
    /// empty one.
    /// </summary>
    public bool DefersError { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Revived(inputData) switch
        {
            null when DefersError => new RnnException(
                RnnErrorId.NullInput, "The model is null: expected a model or a cell. Is the variable that holds it empty?"),
            null => null,
            RnnModel or RnnCell when RefusesSaved && NumberReader.Unwrap(inputData) is not (RnnModel or RnnCell) =>
                throw new ArgumentTransformationMetadataException(
                    $"{ValueDescription.Of(inputData)} came from another process and can't change: make a model of it, $model = Copy-RnnModel $saved, and "
                    + "give that."),
            RnnCell cell when RefusesCells => throw new ArgumentTransformationMetadataException(
                $"{cell} is a cell, which can't change: make a model of it, $model = New-RnnModel -Cell $cell, and give that."),
            RnnModel model => model,
            RnnCell cell => new RnnModel(cell),
            RnnForecastModel forecast when TakesForecasts => forecast,
            RnnForecastModel => throw new ArgumentTransformationMetadataException(
                "A forecast model is not one network: commands that forecast take it by -ForecastModel. Its networks are in $model.Members, such as "
                + "$model.Members[0].Model."),
            var other when DefersError => new RnnException(RnnErrorId.ModelExpected, Refusal(other), other),
            var other => throw new ArgumentTransformationMetadataException(Refusal(other)),
        };

    private string Refusal(object other) => $"{ValueDescription.Of(other)} is not a model: "
        + (SuggestInput ? $"did you mean -Input {ValueDescription.Of(other)}? A" : "a")
        + " model comes from New-RnnModel, New-RnnCell or Import-RnnModel"
        + (TakesForecasts ? ", a forecast model from Invoke-RnnForecast -ModelVariable or Import-RnnModel." : ".");

    /// <summary>Makes an object of RnnPS live that came from another process.</summary>
    /// <param name="value">Any value.</param>
    /// <returns>The object without a wrapper.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">Its saved form is not complete.</exception>
    internal static object? Revived(object? value)
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
