namespace RnnPS.Files;

/// <summary>
/// RnnPS's own format: a safetensors file whose tensors have PyTorch's names and layout where PyTorch has the layer, and whose metadata
/// has everything else. It also reads the state_dict of a PyTorch model without such metadata.
/// </summary>
internal sealed class SafetensorsFormat : IModelFormat
{
    /// <inheritdoc/>
    public void Write(Stream stream, ModelGraph model, ModelWriteOptions options, CancellationToken cancellation) =>
        OwnFormat.Write(stream, model, options.Precision ?? RnnPrecision.Double, cancellation);

    /// <inheritdoc/>
    public void Write(Stream stream, RnnForecastModel model, ModelWriteOptions options, CancellationToken cancellation) =>
        ForecastFormat.Write(stream, model, options.Precision ?? RnnPrecision.Double, cancellation);

    /// <inheritdoc/>
    public RnnForecastModel? ReadForecast(Stream stream, ModelReadOptions options, CancellationToken cancellation)
    {
        var reader = SafetensorsReader.Open(stream, stream.Length, options.Memory, cancellation);
        if (!ForecastFormat.Describes(reader))
        {
            return null;
        }

        options.RequireNothingSaid();
        return ForecastFormat.Read(reader);
    }

    /// <inheritdoc/>
    public ModelGraph Read(Stream stream, ModelReadOptions options, CancellationToken cancellation)
    {
        var reader = SafetensorsReader.Open(stream, stream.Length, options.Memory, cancellation);
        if (!OwnFormat.Describes(reader))
        {
            return StateDictionary.Read(reader, options);
        }

        options.RequireNothingSaid();
        return OwnFormat.Read(reader);
    }
}
