using System.Management.Automation;

namespace RnnPS;

/// <summary>Makes forecast models live that came from another process, and says what to do with other models.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ForecastModelTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        NumberReader.AsList(NumberReader.Unwrap(inputData)) is { } list ? ListReader.ToArray(list).Select(Model).ToArray() : Model(inputData);

    private static object? Model(object? value) => ModelTransformationAttribute.Revived(value) switch
    {
        null => null,
        RnnForecastModel model => model,
        RnnModel or RnnCell => throw new ArgumentTransformationMetadataException(
            $"{ValueDescription.Of(value)} is one network: give it by -Model. A forecast model comes from Invoke-RnnForecast without -Model, by -ModelVariable."),
        var other => throw new ArgumentTransformationMetadataException(
            $"{ValueDescription.Of(other)} is not a forecast model: one comes from Invoke-RnnForecast -ModelVariable, or from Import-RnnModel."),
    };
}
