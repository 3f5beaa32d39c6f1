using System.Text;
using System.Text.Json;

namespace RnnPS.Files;

/// <summary>Reads models that Keras saved: .h5 files, and .keras files, which are zip archives with an .h5 file inside.</summary>
internal sealed class KerasFormat : IModelFormat
{
    private const string ConfigName = "config.json";
    private const string MetadataName = "metadata.json";
    private const string WeightsName = "model.weights.h5";

    /// <inheritdoc/>
    public void Check(ModelWriteOptions options) => throw new RnnException(
        RnnErrorId.Parameters,
        "RnnPS reads Keras files, but does not write them: give a path that ends in .safetensors or .onnx.",
        options);

    /// <inheritdoc/>
    public void Write(Stream stream, ModelGraph model, ModelWriteOptions options, CancellationToken cancellation) => Check(options);

    /// <inheritdoc/>
    public ModelGraph Read(Stream stream, ModelReadOptions options, CancellationToken cancellation)
    {
        options.RequireNothingSaid();
        // The content tells the format. Both extensions are found on both.
        Span<byte> start = stackalloc byte[Hdf5File.Signature.Length];
        stream.Position = 0;
        int count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return start[..count] switch
        {
            var bytes when bytes.StartsWith(KerasArchive.Signature) => ReadArchive(stream, options, cancellation),
            var bytes when bytes.SequenceEqual(Hdf5File.Signature) => ReadLegacy(stream, options, cancellation),
            _ => throw ModelFaults.Damaged("is neither an HDF5 file nor a zip archive, as Keras writes them"),
        };
    }

    private static ModelGraph ReadArchive(Stream stream, ModelReadOptions options, CancellationToken cancellation)
    {
        using var archive = KerasArchive.Open(stream, options.Memory);
        if (!archive.Has(ConfigName) && (archive.Has("saved_model.pb") || archive.Has("keras_metadata.pb")))
        {
            throw new RnnException(
                RnnErrorId.ModelUnsupported,
                "The file is a SavedModel of TensorFlow, which RnnPS does not read: load it in Keras, and save it by model.save('model.keras').",
                null);
        }

        byte[] config = archive.ReadText(ConfigName);
        string? version = ReadJson(archive.ReadText(MetadataName), MetadataName, metadata =>
            KerasLayer.Member(metadata, "keras_version") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null);
        using var memory = new MemoryStream(archive.ReadWeights(WeightsName), writable: false);
        using var file = Hdf5File.Open(memory, options.Memory, cancellation);
        return ReadJson(config, ConfigName, root => KerasModel.Read(KerasGraph.Parse(root), new ArchiveWeights(file.Root), ToVersion(version)));
    }

    private static ModelGraph ReadLegacy(Stream stream, ModelReadOptions options, CancellationToken cancellation)
    {
        using var file = Hdf5File.Open(stream, options.Memory, cancellation);
        string? text = file.Root.Text("model_config");
        if (text is null)
        {
            throw new RnnException(
                RnnErrorId.ModelUnsupported,
                "The file has weights, but no architecture: save the whole model in Keras, by model.save('model.keras'), not its weights alone.",
                null);
        }

        Hdf5Group weights = file.Root.Group("model_weights") ?? throw ModelFaults.Damaged("has no group model_weights");
        Version? version = ToVersion(file.Root.Text("keras_version") ?? weights.Text("keras_version"));
        if (version is { Major: < 2 })
        {
            throw new RnnException(
                RnnErrorId.ModelUnsupported,
                $"The file was written by Keras {version}, whose layers and weights have other names: load it in Keras 2, and save it again.",
                version.ToString());
        }

        return ReadJson(
            Encoding.UTF8.GetBytes(text), "model_config", root => KerasModel.Read(KerasGraph.Parse(root), new LegacyWeights(weights), version));
    }

    private static T ReadJson<T>(byte[] text, string name, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            return read(json.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A text that is not valid Unicode is an InvalidOperationException, when it is read.
            throw ModelFaults.Damaged($"has a {name} that is not valid JSON", fault);
        }
    }

    // For example 2.2.4-tf or 3.0.0.dev2024.
    private static Version? ToVersion(string? text) =>
        Version.TryParse(string.Join('.', (text ?? string.Empty).Split('-', '.', 'r', 'a', 'b').TakeWhile(part => int.TryParse(part, out _)).Take(3)), out Version? version)
            ? version
            : null;
}
