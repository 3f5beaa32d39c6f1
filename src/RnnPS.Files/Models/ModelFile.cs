using RnnPS.Files.Onnx;

namespace RnnPS.Files;

/// <summary>Writes and reads model files. A file appears complete or not at all.</summary>
public static class ModelFile
{
    // A new format adds its line here.
    private static readonly (RnnModelFormat Name, string Extension, Func<IModelFormat> Create)[] Formats =
    [
        (RnnModelFormat.Safetensors, ".safetensors", () => new SafetensorsFormat()),
        (RnnModelFormat.Onnx, ".onnx", () => new OnnxFormat()),
        (RnnModelFormat.Checkpoint, ".rnnck", () => new CheckpointFormat()),
    ];

    /// <summary>Checks that a model file can be written, and writes nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The options of the file.</param>
    /// <exception cref="RnnException">
    /// The format is unknown or does not have an option (<see cref="RnnErrorId.Parameters"/>), or the file can't be written; ids as for
    /// <see cref="AtomicFile.Check"/>.
    /// </exception>
    public static void Check(string path, ModelWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Find(path, options.Format).Check(options);
        AtomicFile.Check(path, options.Force, options.NoClobber);
    }

    /// <summary>Writes a model. An existing file stays unchanged until the new one is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model. The file has its weights at this moment.</param>
    /// <param name="options">The options of the file; null for the defaults.</param>
    /// <param name="cancellation">Stops the writing. An existing file is then unchanged.</param>
    /// <exception cref="RnnException">
    /// The errors of <see cref="Check"/>; or the format can't represent the model (<see cref="RnnErrorId.ModelUnsupported"/>), or a weight is
    /// too large for the precision (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
    public static void Write(string path, RnnModel model, ModelWriteOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new ModelWriteOptions();
        IModelFormat format = Find(path, options.Format);
        format.Check(options);
        using AtomicFile file = AtomicFile.Create(path, options.Force, options.NoClobber);
        format.Write(file.Stream, ModelGraph.Of(model), options, cancellation);
        file.Commit();
    }

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file does not say; null for the defaults.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>A new model.</returns>
    /// <exception cref="RnnException">
    /// The format is unknown (<see cref="RnnErrorId.Parameters"/>); the file does not exist (<see cref="RnnErrorId.FileNotFound"/>) or can't
    /// be read (<see cref="RnnErrorId.FileUnavailable"/>, <see cref="RnnErrorId.FileIsFolder"/>); it is damaged
    /// (<see cref="RnnErrorId.ModelFile"/>); it has a part that RnnPS can't represent (<see cref="RnnErrorId.ModelUnsupported"/>); its model
    /// exceeds the free memory (<see cref="RnnErrorId.Memory"/>); or a cell or the model refuses a value, for example a weight that is not
    /// finite (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
    public static RnnModel Read(string path, ModelReadOptions? options = null, CancellationToken cancellation = default)
    {
        ModelReadOptions all = options ?? new ModelReadOptions();
        IModelFormat format = Find(path, all.Format);
        return InputFile.Read(path, file => format.Read(file, all, cancellation).ToModel());
    }

    /// <summary>Returns a model in RnnPS's own format, to send it to another process.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The bytes of the file that <see cref="Write"/> writes.</returns>
    /// <exception cref="RnnException">The model is larger than an array can be (<see cref="RnnErrorId.Size"/>).</exception>
    public static byte[] ToBytes(RnnModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var stream = new MemoryStream();
        Find(string.Empty, RnnModelFormat.Safetensors).Write(stream, ModelGraph.Of(model), new ModelWriteOptions(), CancellationToken.None);
        return stream.ToArray();
    }

    /// <summary>Reads a model from the bytes that <see cref="ToBytes"/> made.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>A new model.</returns>
    /// <exception cref="RnnException">The errors of <see cref="Read(string, ModelReadOptions?, CancellationToken)"/> for the content of a file.</exception>
    public static RnnModel FromBytes(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        using var stream = new MemoryStream(bytes, writable: false);
        return InputFile.WithName(
            "The model that was sent",
            bytes,
            () => Find(string.Empty, RnnModelFormat.Safetensors).Read(stream, new ModelReadOptions(), CancellationToken.None).ToModel());
    }

    private static IModelFormat Find(string path, RnnModelFormat? given)
    {
        ArgumentNullException.ThrowIfNull(path);
        string extension = Path.GetExtension(path);
        foreach ((RnnModelFormat name, string usual, Func<IModelFormat> create) in Formats)
        {
            if (given is { } format ? format == name : usual.Equals(extension, StringComparison.OrdinalIgnoreCase))
            {
                return create();
            }
        }

        throw new RnnException(
            RnnErrorId.Parameters,
            $"The extension '{extension}' of '{path}' is not of a model file: give a name that ends in "
            + $"{string.Join(", ", Formats.Select(format => format.Extension))}, or give -Format.",
            path);
    }
}
