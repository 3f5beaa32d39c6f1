namespace RnnPS.Files;

/// <summary>Takes the kept model out of a training checkpoint, whatever data it was trained on.</summary>
internal sealed class CheckpointFormat : IModelFormat
{
    /// <inheritdoc/>
    public void Write(Stream stream, ModelGraph model, ModelWriteOptions options, CancellationToken cancellation) => throw new RnnException(
        RnnErrorId.Parameters,
        "A checkpoint holds a training, which a model does not have: write a .safetensors file, or train with -Checkpoint.",
        RnnModelFormat.Checkpoint);

    /// <inheritdoc/>
    public ModelGraph Read(Stream stream, ModelReadOptions options, CancellationToken cancellation)
    {
        options.RequireNothingSaid();
        return ModelGraph.Of(CheckpointFile.ReadKept(stream, options.Memory, cancellation));
    }
}
