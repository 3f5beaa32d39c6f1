using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RnnPS.Files.Tests;

/// <summary>The files in <c>tests/data/models/keras</c>, as they are or changed.</summary>
internal static class KerasFiles
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "models", "keras", name);

    /// <summary>Reads a model, and what the reader says of it.</summary>
    public static (RnnModel Model, List<string> Notes) Read(string name)
    {
        List<string> notes = [];
        return (ModelFile.Read(PathOf(name), new ModelReadOptions { Note = notes.Add }), notes);
    }

    /// <summary>Reads a model out of bytes.</summary>
    public static RnnModel Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return new KerasFormat().Read(stream, new ModelReadOptions(), CancellationToken.None).ToModel();
    }

    /// <summary>The inputs and outputs beside a file.</summary>
    public static JsonDocument Expected(string name) => JsonDocument.Parse(File.ReadAllText(PathOf(name + ".json")));

    /// <summary>A .keras file with another configuration.</summary>
    public static byte[] WithConfig(string name, Action<JsonObject> change)
    {
        var config = (JsonObject)JsonNode.Parse(Entries(name)["config.json"])!;
        change(config);
        return WithEntry(name, "config.json", Encoding.UTF8.GetBytes(config.ToJsonString()));
    }

    /// <summary>A .keras file with another entry, or without it.</summary>
    public static byte[] WithEntry(string name, string entry, byte[]? content)
    {
        Dictionary<string, byte[]> entries = Entries(name);
        entries.Remove(entry);
        return Zip([.. entries.Select(pair => (pair.Key, pair.Value)), .. content is null ? [] : ((string, byte[])[])[(entry, content)]]);
    }

    /// <summary>The entries of a .keras file.</summary>
    public static Dictionary<string, byte[]> Entries(string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(PathOf(name));
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using Stream stream = entry.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        });
    }

    public static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream stream = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>The layers of a configuration.</summary>
    public static JsonArray Layers(JsonObject config) => (JsonArray)config["config"]!["layers"]!;

    /// <summary>The options of the layer with a name.</summary>
    public static JsonObject Options(JsonObject config, string name) =>
        (JsonObject)Layers(config).Single(layer => (string?)layer!["config"]!["name"] == name)!["config"]!;
}
