using System.Management.Automation;

namespace RnnPS;

/// <summary>Converts the name or the code page of an encoding to the encoding.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EncodingTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData is null
        ? null
        : EncodingReader.Find(inputData) ?? throw new ArgumentTransformationMetadataException(
            $"There is no encoding '{ValueDescription.Of(inputData)}': expected one of {string.Join(", ", EncodingReader.Names)}, another "
            + "name or code page that .NET knows, or an Encoding object.");
}
