using System.Globalization;
using System.Text.Json;

namespace RnnPS.Files.Onnx;

/// <summary>What a file says about a model besides its graph: names as JSON arrays of strings, numbers as JSON numbers.</summary>
internal static class OnnxMetadata
{
    /// <summary>Gets the metadata of a model.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The keys and their texts. What the model does not have has no key.</returns>
    public static IEnumerable<StringStringEntryProto> Of(ModelGraph model)
    {
        RnnTraining? training = model.Training;
        (string Key, string? Value)[] all =
        [
            ("description", model.Description),
            ("input_names", Names(training?.InputNames)),
            ("target_names", Names(training?.TargetNames)),
            ("classes", Names(training?.Classes)),
            ("quantiles", training?.Quantiles is { } quantiles ? JsonSerializer.Serialize(quantiles.ToArray()) : null),
            ("lead", training?.Lead.ToString(CultureInfo.InvariantCulture)),
            ("loss", training?.Loss.Name),
        ];
        return all.Where(entry => entry.Value is not null).Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value });
    }

    /// <summary>Reads what RnnPS wrote about the training of a model.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The training; null if the file is of another program, or the model was not trained.</returns>
    /// <exception cref="RnnException">The metadata can't be read (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public static RnnTraining? Training(ModelProto file)
    {
        string? Text(string key) => file.MetadataProps.Find(entry => entry.Key == key)?.Value;
        if (file.ProducerName != nameof(RnnPS) || Text("loss") is not { } loss)
        {
            return null;
        }

        try
        {
            return new RnnTraining
            {
                InputNames = List<string>(Text("input_names")),
                TargetNames = List<string>(Text("target_names")),
                Classes = List<string>(Text("classes")),
                Lead = int.Parse(Text("lead") ?? "0", NumberStyles.None, CultureInfo.InvariantCulture),
                Loss = List<double>(Text("quantiles")) is { Length: > 0 } quantiles ? RnnLossFunction.Pinball(quantiles) : RnnLossFunction.Parse(loss),
            };
        }
        catch (Exception fault) when (fault is JsonException or FormatException or OverflowException)
        {
            throw ModelFaults.Damaged("has metadata that can't be read", fault);
        }
    }

    private static T[] List<T>(string? json) => json is null ? []
        : JsonSerializer.Deserialize<T[]>(json) is { } list && Array.TrueForAll(list, entry => entry is not null) ? list
        : throw new JsonException();

    private static string? Names(IReadOnlyList<string>? names) => names is { Count: > 0 } ? JsonSerializer.Serialize(names) : null;
}
