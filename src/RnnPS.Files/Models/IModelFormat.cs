namespace RnnPS.Files;

/// <summary>Reads and writes the model files of one format.</summary>
internal interface IModelFormat
{
    /// <summary>Checks that files of the format have the options. By default they have no states and no lengths.</summary>
    /// <param name="options">The options of the file.</param>
    /// <exception cref="RnnException">They do not have an option (<see cref="RnnErrorId.Parameters"/>).</exception>
    void Check(ModelWriteOptions options)
    {
        if (options.Stateful || options.Lengths)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"-{(options.Stateful ? nameof(options.Stateful) : nameof(options.Lengths))} is for ONNX files, whose graphs have inputs: leave it out, or give a path that ends in .onnx.",
                options);
        }
    }

    /// <summary>Writes a model.</summary>
    /// <param name="stream">The stream to write to. It can't seek.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">The options of the file.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="RnnException">The format can't represent the model (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    void Write(Stream stream, ModelGraph model, ModelWriteOptions options, CancellationToken cancellation);

    /// <summary>Writes a forecast model. By default a format has none.</summary>
    /// <param name="stream">The stream to write to. It can't seek.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">The options of the file.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="RnnException">The format can't represent a forecast model (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    void Write(Stream stream, RnnForecastModel model, ModelWriteOptions options, CancellationToken cancellation) =>
        throw ModelFaults.NoForecastModels(model);

    /// <summary>Reads a forecast model. By default a format has none.</summary>
    /// <param name="stream">The whole file. It can seek.</param>
    /// <param name="options">What the file does not say.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The model; null if the file does not have one. The stream may then be at another position.</returns>
    /// <exception cref="RnnException">As for <see cref="Read"/>.</exception>
    RnnForecastModel? ReadForecast(Stream stream, ModelReadOptions options, CancellationToken cancellation) => null;

    /// <summary>Reads a model.</summary>
    /// <param name="stream">The whole file. It can seek.</param>
    /// <param name="options">What the file does not say.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The model.</returns>
    /// <exception cref="RnnException">
    /// The file is damaged (<see cref="RnnErrorId.ModelFile"/>) or has a part that RnnPS can't represent
    /// (<see cref="RnnErrorId.ModelUnsupported"/>). The caller adds the path to the message.
    /// </exception>
    ModelGraph Read(Stream stream, ModelReadOptions options, CancellationToken cancellation);
}
