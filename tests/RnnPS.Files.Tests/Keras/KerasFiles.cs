using System.Text.Json;

namespace RnnPS.Files.Tests;

/// <summary>The files in <c>tests/data/models/keras</c>.</summary>
internal static class KerasFiles
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "models", "keras", name);

    /// <summary>Reads a model, and what the reader says of it.</summary>
    public static (RnnModel Model, List<string> Notes) Read(string name)
    {
        List<string> notes = [];
        return (ModelFile.Read(PathOf(name), new ModelReadOptions { Note = notes.Add }), notes);
    }

    /// <summary>The inputs and outputs beside a file.</summary>
    public static JsonDocument Expected(string name) => JsonDocument.Parse(File.ReadAllText(PathOf(name + ".json")));
}
