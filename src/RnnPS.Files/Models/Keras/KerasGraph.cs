using System.Text.Json;

namespace RnnPS.Files;

/// <summary>The layers of a model in the order in which they run. Functional models may not branch.</summary>
/// <param name="Layers">The layers, from the input up.</param>
/// <param name="All">All layers in the order of the file, which names the groups of their weights.</param>
/// <param name="InputShape">The shape of the input: a size for each dimension, 0 for any; null if the file does not say it.</param>
internal sealed record KerasGraph(IReadOnlyList<KerasLayer> Layers, IReadOnlyList<KerasLayer> All, IReadOnlyList<int>? InputShape)
{
    /// <summary>The layers of which the model uses the final state, which return_state adds as an output.</summary>
    public IReadOnlySet<KerasLayer> Final { get; init; } = new HashSet<KerasLayer>();

    /// <summary>Timesteps whose inputs are this number are masked by an operation of the configuration; null if there is none.</summary>
    public double? GivenMask { get; init; }

    /// <summary>Reads the configuration of a model.</summary>
    /// <param name="config">The configuration.</param>
    /// <returns>The layers.</returns>
    /// <exception cref="RnnException">
    /// It is not a configuration of Keras (<see cref="RnnErrorId.ModelFile"/>), or the model branches
    /// (<see cref="RnnErrorId.ModelUnsupported"/>).
    /// </exception>
    public static KerasGraph Parse(JsonElement config)
    {
        var model = KerasLayer.Parse(config);
        if (model.IsCustom || model.Class is not ("Sequential" or "Functional" or "Model"))
        {
            throw new RnnException(
                RnnErrorId.ModelUnsupported,
                $"The file has a model of the class '{MessageText.Excerpt(model.Class)}', whose Python code is not in the file: build it as a Sequential or Functional model, set its weights, and save that.",
                model.Class);
        }

        // Keras 2.0 and 2.1 write a bare list for a Sequential model.
        JsonElement list = KerasLayer.Member(config, "config") is { ValueKind: JsonValueKind.Array } bare
            ? bare
            : model.Option("layers") is { ValueKind: JsonValueKind.Array } layers ? layers : throw KerasFaults.BadConfig("has no list of layers");
        KerasLayer[] all = [.. list.EnumerateArray().Select(KerasLayer.Parse)];
        return all.Length == 0
            ? throw KerasFaults.BadConfig("has no layers")
            : model.Class == "Sequential" && KerasLayer.Member(all[^1].Element, "inbound_nodes") is null
                ? Sequential(model, all)
                : new KerasChain(all).Read(model);
    }

    private static KerasGraph Sequential(KerasLayer model, KerasLayer[] all)
    {
        JsonElement? built = model.Option("build_input_shape");
        IReadOnlyList<int>? shape = all[0].InputShape
            ?? (built is { ValueKind: JsonValueKind.Array } list
                ? [.. list.EnumerateArray().Select(size => size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out int given) ? given : 0)]
                : null);
        return new KerasGraph([.. all.Where(layer => layer.Class != "InputLayer")], all, shape);
    }
}
