using System.Text.Json;
using System.Text.Json.Serialization;

namespace RnnPS.Files;

/// <summary>Writes and reads the JSON in the metadata of the own format. Numbers keep all their bits.</summary>
internal static class SavedJson
{
    // Strict refuses unknown and repeated properties, and null where a property can't be null.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        Converters =
        {
            new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false),
            new SurrogateConverter<RnnActivationFunction, SavedActivation>(
                function => new SavedActivation(function.Kind, function.Alpha, function.Beta),
                saved => new RnnActivationFunction(saved.Kind, saved.Alpha, saved.Beta)),
            new SurrogateConverter<RnnScaler, SavedScaler>(
                scaler => new SavedScaler(scaler.Kind, scaler.Offset.ToArray(), scaler.Scale.ToArray()),
                saved => RnnScaler.Create(saved.Kind, new RnnVector(saved.Offset), new RnnVector(saved.Scale))),
            new SurrogateConverter<RnnLossFunction, SavedLoss>(
                loss => new SavedLoss(loss.Name, loss.Constants.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray())),
                saved => RnnLossFunction.Create(
                    saved.Name, saved.Constants.ToDictionary(entry => entry.Key, entry => new RnnVector(entry.Value ?? throw new JsonException())))),
        },
        // The bound of a clip may be infinite.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes an object.</summary>
    /// <typeparam name="T">The type of the object.</typeparam>
    /// <param name="value">The object.</param>
    /// <returns>The JSON.</returns>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Reads an object.</summary>
    /// <typeparam name="T">The type of the object.</typeparam>
    /// <param name="json">The JSON.</param>
    /// <param name="what">What it describes, for the error.</param>
    /// <returns>The object.</returns>
    /// <exception cref="RnnException">The JSON is not that of such an object (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public static T Read<T>(string json, string what)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or NotSupportedException)
        {
            throw ModelFaults.Damaged($"has a description of {what} that can't be read", fault);
        }
    }

    private sealed record SavedActivation(RnnActivation Kind, double Alpha, double Beta);

    private sealed record SavedScaler(RnnScaling Kind, double[] Offset, double[] Scale);

    private sealed record SavedLoss(string Name, IReadOnlyDictionary<string, double[]> Constants);

    /// <summary>Writes a type as another one that JSON can have.</summary>
    private sealed class SurrogateConverter<T, TSaved>(Func<T, TSaved> save, Func<TSaved, T> restore) : JsonConverter<T>
    {
        public override bool CanConvert(Type typeToConvert) => typeof(T).IsAssignableFrom(typeToConvert);

        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            restore(JsonSerializer.Deserialize<TSaved>(ref reader, options) ?? throw new JsonException());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, save(value), options);
    }
}
