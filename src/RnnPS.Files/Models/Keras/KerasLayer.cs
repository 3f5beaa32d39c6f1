using System.Text.Json;

namespace RnnPS.Files;

/// <summary>A layer or a cell as the configuration describes it.</summary>
internal sealed class KerasLayer
{
    private static readonly string[] Modules = ["keras.", "tf_keras.", "tensorflow.", "builtins."];

    private readonly JsonElement _config;

    private KerasLayer(string name, string className, JsonElement element, JsonElement config)
    {
        Name = name;
        Class = className;
        Element = element;
        _config = config;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The class, for example LSTM.</summary>
    public string Class { get; }

    /// <summary>The whole element: the class, the configuration, and how the layer was called.</summary>
    public JsonElement Element { get; }

    /// <summary>
    /// Whether the class is not of Keras. Its name may be that of a class of Keras. Registered classes have a name like Custom>LSTM, and
    /// from Keras 2.13 on, elements name the module of a class: for others none, or that of the user.
    /// </summary>
    public bool IsCustom =>
        (Text(Element, "registered_name") ?? Class).Contains('>', StringComparison.Ordinal)
        || (Element.TryGetProperty("module", out _)
            && !Array.Exists(Modules, module => $"{Text(Element, "module")}.".StartsWith(module, StringComparison.Ordinal)));

    /// <summary>Reads a layer.</summary>
    /// <param name="element">The element, with class_name and config.</param>
    /// <returns>The layer.</returns>
    /// <exception cref="RnnException">It is not a layer (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public static KerasLayer Parse(JsonElement element)
    {
        string className = Text(element, "class_name") ?? throw KerasFaults.BadConfig("has a layer without a class_name");
        JsonElement config = Member(element, "config") is { ValueKind: JsonValueKind.Object } found ? found : default;
        return new KerasLayer(Text(element, "name") ?? Text(config, "name") ?? className, className, element, config);
    }

    /// <summary>Finds a member of an object.</summary>
    /// <param name="element">The element.</param>
    /// <param name="key">The key.</param>
    /// <returns>The member; null if it is absent or null, or the element is no object.</returns>
    public static JsonElement? Member(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Gets an option.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>Its value; null if it is absent or null.</returns>
    public JsonElement? Option(string key) => Member(_config, key);

    /// <summary>Whether the file has an option, be it null.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>True if it has.</returns>
    public bool Has(string key) => _config.ValueKind == JsonValueKind.Object && _config.TryGetProperty(key, out _);

    /// <summary>Gets an option that is true or false.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="usual">Its value if the file does not have it.</param>
    /// <returns>The value.</returns>
    public bool Flag(string key, bool usual = false) => Option(key) switch
    {
        null => usual,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw BadOption(key),
    };

    /// <summary>Gets an option that is a text.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The text; null if the file does not have it.</returns>
    public string? Word(string key) => Option(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw BadOption(key),
    };

    /// <summary>Gets an option that is a number.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The number; null if the file does not have it.</returns>
    public double? Number(string key) => Option(key) is { } value ? Number(value) ?? throw BadOption(key) : null;

    /// <summary>Gets an option that is a count.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The count.</returns>
    public int Count(string key) =>
        Number(key) is { } count and > 0 and <= int.MaxValue && double.IsInteger(count) ? (int)count : throw BadOption(key);

    /// <summary>Gets an option that is a list of layers, or one layer.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The layers; empty if the file does not have it.</returns>
    public IReadOnlyList<KerasLayer> Layers(string key) => Option(key) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(Parse)],
        { ValueKind: JsonValueKind.Object } one => [Parse(one)],
        _ => throw BadOption(key),
    };

    /// <summary>Gets an option that is a number or nested lists of numbers, as Keras writes arrays.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The numbers in order; null if the file does not have it.</returns>
    public double[]? Numbers(string key) => Option(key) is { } value ? [.. Flatten(value, key)] : null;

    /// <summary>The shape that the layer says of its input: a size for each dimension, 0 for any; null if it does not say it.</summary>
    public IReadOnlyList<int>? InputShape
    {
        get
        {
            JsonElement? shape = Option("batch_input_shape") ?? Option("batch_shape") ?? BuildShape(Element);
            return shape is { ValueKind: JsonValueKind.Array } list
                ? [.. list.EnumerateArray().Select(size => size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out int given) && given > 0 ? given : 0)]
                : null;
        }
    }

    /// <summary>The error that an option has no value that Keras writes.</summary>
    /// <param name="key">The option.</param>
    /// <returns>The error.</returns>
    public RnnException BadOption(string key) => KerasFaults.BadConfig(
        $"gives the layer '{MessageText.Excerpt(Name)}' ({MessageText.Excerpt(Class)}) no valid {key}: {MessageText.Excerpt(Option(key)?.GetRawText() ?? "none")}");

    /// <summary>Names the layer in a message.</summary>
    /// <returns>For example The layer 'lstm_1' (LSTM).</returns>
    public override string ToString() => $"The layer '{MessageText.Excerpt(Name)}' ({MessageText.Excerpt(Class)})";

    private static string? Text(JsonElement element, string key) =>
        Member(element, key) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? BuildShape(JsonElement element) =>
        Member(element, "build_config") is { } build && Member(build, "input_shape") is { } shape ? shape : null;

    // Old versions write numbers of NumPy as an object.
    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.Object when Member(value, "value") is { ValueKind: JsonValueKind.Number } inner => inner.GetDouble(),
        _ => null,
    };

    private IEnumerable<double> Flatten(JsonElement value, string key) => value.ValueKind switch
    {
        JsonValueKind.Number => [value.GetDouble()],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Flatten(item, key)),
        JsonValueKind.Object when (Member(value, "value") ?? (Member(value, "config") is { } config ? Member(config, "value") : null)) is { } inner => Flatten(inner, key),
        _ => throw BadOption(key),
    };
}
