using RnnPS.Files.Onnx;

namespace RnnPS.Files;

/// <summary>Writes and reads model files. A file appears complete or not at all.</summary>
public static class ModelFile
{
    // A new format adds its line here.
    private static readonly (RnnModelFormat Name, bool IsWritten, string[] Extensions, Func<IModelFormat> Create)[] Formats =
    [
        (RnnModelFormat.Safetensors, true, [".safetensors"], () => new SafetensorsFormat()),
        (RnnModelFormat.Onnx, true, [".onnx"], () => new OnnxFormat()),
        (RnnModelFormat.Keras, false, [".keras", ".h5", ".hdf5"], () => new KerasFormat()),
        (RnnModelFormat.Checkpoint, false, [".rnnck"], () => new CheckpointFormat()),
    ];

    // Pickles: to read one is to run what is in it.
    private static readonly string[] Pickles = [".pt", ".pth", ".ckpt", ".bin", ".pkl"];

    // The start of the small text that Git has in the place of a file that Git LFS keeps.
    private static ReadOnlySpan<byte> LfsPointer => "version https://git-lfs.github.com/spec/"u8;

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
        Find(path, options.Format, writes: true).Check(options);
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
        Write(path, options, (format, stream) => format.Write(stream, ModelGraph.Of(model), options, cancellation));
    }

    /// <summary>Writes a forecast model. An existing file stays unchanged until the new one is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model. The file has the weights of its networks at this moment.</param>
    /// <param name="options">The options of the file; null for the defaults.</param>
    /// <param name="cancellation">Stops the writing. An existing file is then unchanged.</param>
    /// <exception cref="RnnException">As for a model. Only the format Safetensors has forecast models (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public static void Write(string path, RnnForecastModel model, ModelWriteOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new ModelWriteOptions();
        Write(path, options, (format, stream) => format.Write(stream, model, options, cancellation));
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
    public static RnnModel Read(string path, ModelReadOptions? options = null, CancellationToken cancellation = default) =>
        ReadAny(path, options, cancellation) is RnnModel model ? model : throw new RnnException(
            RnnErrorId.ModelUnsupported,
            $"'{path}' is a forecast model, which is not one network: Import-RnnModel reads it, and Invoke-RnnForecast -ForecastModel takes it.",
            path);

    /// <summary>Reads a model or a forecast model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file does not say; null for the defaults.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>A new <see cref="RnnModel"/> or <see cref="RnnForecastModel"/>.</returns>
    /// <exception cref="RnnException">As for <see cref="Read"/>.</exception>
    public static object ReadAny(string path, ModelReadOptions? options = null, CancellationToken cancellation = default)
    {
        ModelReadOptions all = options ?? new ModelReadOptions();
        ArgumentNullException.ThrowIfNull(path);
        RequireNoPickle(path, all.Format);
        RequireNoSavedModel(path);
        IModelFormat format = Directory.Exists(path) ? throw FileFaults.IsFolder(path) : Find(path, all.Format);
        return InputFile.Read<object>(path, file =>
        {
            RequireContent(file);
            if (format.ReadForecast(file, all, cancellation) is { } forecast)
            {
                return forecast;
            }

            file.Position = 0;
            ModelGraph graph = format.Read(file, all, cancellation);
            RnnModel model = graph.ToModel();
            foreach (string note in graph.Notes)
            {
                all.Note?.Invoke(note);
            }

            return model;
        });
    }

    /// <summary>Returns a model in RnnPS's own format, to send it to another process.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The bytes of the file that <see cref="Write(string, RnnModel, ModelWriteOptions?, CancellationToken)"/> writes.</returns>
    /// <exception cref="RnnException">The model is larger than an array can be (<see cref="RnnErrorId.Size"/>).</exception>
    public static byte[] ToBytes(RnnModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var stream = new MemoryStream();
        Find(string.Empty, RnnModelFormat.Safetensors).Write(stream, ModelGraph.Of(model), new ModelWriteOptions(), CancellationToken.None);
        return stream.ToArray();
    }

    /// <summary>Reads a model from the bytes that <see cref="ToBytes(RnnModel)"/> made.</summary>
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

    /// <summary>Returns a forecast model in RnnPS's own format, to send it to another process.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The bytes of the file that <see cref="Write(string, RnnForecastModel, ModelWriteOptions?, CancellationToken)"/> writes.</returns>
    /// <exception cref="RnnException">The model is larger than an array can be (<see cref="RnnErrorId.Size"/>).</exception>
    public static byte[] ToBytes(RnnForecastModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var stream = new MemoryStream();
        Find(string.Empty, RnnModelFormat.Safetensors).Write(stream, model, new ModelWriteOptions(), CancellationToken.None);
        return stream.ToArray();
    }

    /// <summary>Reads a forecast model from the bytes that <see cref="ToBytes(RnnForecastModel)"/> made.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>A new model.</returns>
    /// <exception cref="RnnException">The errors of <see cref="ReadAny"/> for the content of a file.</exception>
    public static RnnForecastModel ForecastFromBytes(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        using var stream = new MemoryStream(bytes, writable: false);
        return InputFile.WithName(
            "The forecast model that was sent",
            bytes,
            () => Find(string.Empty, RnnModelFormat.Safetensors).ReadForecast(stream, new ModelReadOptions(), CancellationToken.None)
                ?? throw ModelFaults.Damaged("has no forecast model"));
    }

    private static void Write(string path, ModelWriteOptions options, Action<IModelFormat, Stream> write)
    {
        IModelFormat format = Find(path, options.Format, writes: true);
        format.Check(options);
        using AtomicFile file = AtomicFile.Create(path, options.Force, options.NoClobber);
        write(format, file.Stream);
        file.Commit();
    }

    private static IModelFormat Find(string path, RnnModelFormat? given, bool writes = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        string extension = Path.GetExtension(path);
        foreach ((RnnModelFormat name, _, string[] extensions, Func<IModelFormat> create) in Formats)
        {
            if (given is { } format ? format == name : extensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
            {
                return create();
            }
        }

        throw new RnnException(
            RnnErrorId.Parameters,
            $"The extension '{extension}' of '{path}' is not of a model file: give a name that ends in "
            + $"{string.Join(", ", Formats.Where(format => format.IsWritten || !writes).SelectMany(format => format.Extensions))}, or give -Format.",
            path);
    }

    private static void RequireNoPickle(string path, RnnModelFormat? format)
    {
        if (format is null && Pickles.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        {
            throw new RnnException(
                RnnErrorId.ModelUnsupported,
                $"'{path}' is a pickle of PyTorch by its name. RnnPS does not read pickles, because they can run code. Convert the state_dict in Python: "
                + "import torch, safetensors.torch; "
                + $"safetensors.torch.save_file(torch.load('{Path.GetFileName(path)}', map_location='cpu', weights_only=True), 'model.safetensors')",
                path);
        }
    }

    private static void RequireNoSavedModel(string path)
    {
        if (File.Exists(Path.Combine(path, "saved_model.pb")))
        {
            throw new RnnException(
                RnnErrorId.ModelUnsupported,
                $"'{path}' is a SavedModel of TensorFlow, a folder that RnnPS does not read: load it in Keras, and save it by model.save('model.keras').",
                path);
        }
    }

    private static void RequireContent(Stream file)
    {
        Span<byte> start = stackalloc byte[LfsPointer.Length];
        int count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        if (start[..count].SequenceEqual(LfsPointer))
        {
            throw new RnnException(
                RnnErrorId.ModelFile,
                "The file is a pointer of Git LFS, not the model itself: fetch the file with 'git lfs pull', or download it from its web page.",
                null);
        }
    }
}
