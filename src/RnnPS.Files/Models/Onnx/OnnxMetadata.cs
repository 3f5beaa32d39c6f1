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

    private static string? Names(IReadOnlyList<string>? names) => names is { Count: > 0 } ? JsonSerializer.Serialize(names) : null;
}
