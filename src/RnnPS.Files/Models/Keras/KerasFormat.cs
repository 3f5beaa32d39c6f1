namespace RnnPS.Files;

/// <summary>Reads models that Keras saved.</summary>
internal sealed class KerasFormat : IModelFormat
{
    /// <inheritdoc/>
    public void Check(ModelWriteOptions options) => throw new RnnException(
        RnnErrorId.Parameters,
        "RnnPS reads Keras files, but does not write them: give a path that ends in .safetensors or .onnx.",
        options);

    /// <inheritdoc/>
    public void Write(Stream stream, ModelGraph model, ModelWriteOptions options, CancellationToken cancellation) => Check(options);

    /// <inheritdoc/>
    public ModelGraph Read(Stream stream, ModelReadOptions options, CancellationToken cancellation) =>
        throw ModelFaults.Unsupported("layers of Keras");
}
