using System.Text.Json;

namespace RnnPS.Files;

/// <summary>An output of a layer, as the configuration names it.</summary>
/// <param name="Layer">The name of the layer.</param>
/// <param name="Output">The index of the output.</param>
internal readonly record struct KerasCall(string Layer, int Output)
{
    /// <summary>Reads what a layer reads.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="node">
    /// Up to Keras 2 a list of references, [name, call, output, arguments]. From Keras 3 on the arguments of the call, in which tensors have
    /// a keras_history.
    /// </param>
    /// <returns>The outputs that it reads, and those that it takes as masks.</returns>
    public static (List<KerasCall> Inputs, List<KerasCall> Masks) Of(KerasLayer layer, JsonElement node)
    {
        if (node.ValueKind == JsonValueKind.Object)
        {
            List<KerasCall> masks = KerasLayer.Member(node, "kwargs") is { } arguments ? MasksOf(layer, arguments) : [];
            return (KerasLayer.Member(node, "args") is { } inputs ? FindAll(inputs) : [], masks);
        }

        return (FindAll(node), [.. Arguments(node).SelectMany(arguments => MasksOf(layer, arguments))]);
    }

    /// <summary>Finds the number among the arguments of a call of Keras 3.</summary>
    /// <param name="node">The call.</param>
    /// <returns>The number; null if there is not exactly one.</returns>
    public static double? Constant(JsonElement node) =>
        KerasLayer.Member(node, "args") is { ValueKind: JsonValueKind.Array } arguments
        && arguments.EnumerateArray().Where(argument => argument.ValueKind == JsonValueKind.Number).ToArray() is [var only]
            ? only.GetDouble()
            : null;

    /// <summary>Finds the references in a value.</summary>
    /// <param name="value">The value: a reference, or nested lists or an object of them.</param>
    /// <returns>The references.</returns>
    public static List<KerasCall> FindAll(JsonElement value)
    {
        List<KerasCall> found = [];
        Find(value, found);
        return found;
    }

    private static void Find(JsonElement value, List<KerasCall> found)
    {
        if (Reference(value) is { } call)
        {
            found.Add(call);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                Find(item, found);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty item in value.EnumerateObject())
            {
                Find(item.Value, found);
            }
        }
    }

    // [name, call, output] or [name, call, output, arguments], or a tensor with its keras_history.
    private static KerasCall? Reference(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return KerasLayer.Member(value, "config") is { } config && KerasLayer.Member(config, "keras_history") is { } history ? Reference(history) : null;
        }

        return value.ValueKind == JsonValueKind.Array
            && value.GetArrayLength() is 3 or 4
            && value[0].ValueKind == JsonValueKind.String
            && value[1].ValueKind == JsonValueKind.Number
            && value[2].ValueKind == JsonValueKind.Number
            && value[2].TryGetInt32(out int output)
                ? new KerasCall(value[0].GetString()!, output)
                : null;
    }

    private static IEnumerable<JsonElement> Arguments(JsonElement node) => node.ValueKind != JsonValueKind.Array
        ? []
        : Reference(node) is not null
            ? node.EnumerateArray().Skip(3)
            : node.EnumerateArray().SelectMany(Arguments);

    private static List<KerasCall> MasksOf(KerasLayer layer, JsonElement arguments)
    {
        List<KerasCall> masks = [];
        if (arguments.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty argument in arguments.EnumerateObject())
            {
                List<KerasCall> found = FindAll(argument.Value);
                if (found.Count > 0 && argument.Name != "mask")
                {
                    throw KerasFaults.Create(
                        layer,
                        $"reads '{MessageText.Excerpt(found[0].Layer)}' as its {MessageText.Excerpt(argument.Name)}",
                        "The layers of a model of RnnPS form one chain. Save a model without branches, attention and initial states");
                }

                masks.AddRange(found);
            }
        }

        return masks;
    }
}
