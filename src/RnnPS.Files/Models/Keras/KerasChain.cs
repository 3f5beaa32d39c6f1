using System.Text.Json;

namespace RnnPS.Files;

/// <summary>Follows the calls of a Functional model from its output back to its input.</summary>
internal sealed class KerasChain
{
    // Keras 3 writes how a mask is computed: whether the input differs from a number, and whether any component does.
    private static readonly string[] MaskOperations = ["NotEqual", "Any"];

    private readonly KerasLayer[] _all;
    private readonly Dictionary<string, KerasLayer> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<KerasLayer> _final = [];
    private double? _mask;

    /// <summary>Creates the chain.</summary>
    /// <param name="all">The layers of the model.</param>
    public KerasChain(KerasLayer[] all)
    {
        _all = all;
        foreach (KerasLayer layer in all)
        {
            if (!_byName.TryAdd(layer.Name, layer))
            {
                throw KerasFaults.BadConfig($"has two layers with the name '{MessageText.Excerpt(layer.Name)}'");
            }
        }
    }

    /// <summary>Follows the calls.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The layers in order.</returns>
    public KerasGraph Read(KerasLayer model)
    {
        KerasCall output = Only(model, "output_layers");
        KerasCall input = Only(model, "input_layers");
        Stack<KerasLayer> chain = [];
        HashSet<KerasLayer> visited = [];
        KerasCall? next = output;
        while (next is { } call)
        {
            KerasLayer layer = Find(call.Layer);
            if (!visited.Add(layer))
            {
                throw KerasFaults.BadConfig($"has a cycle through the layer '{MessageText.Excerpt(layer.Name)}'");
            }

            NoteOutput(layer, call);
            chain.Push(layer);
            next = Input(layer);
        }

        KerasLayer first = chain.Pop();
        if (first.Class != "InputLayer" || first.Name != input.Layer)
        {
            throw KerasFaults.BadConfig($"starts at the layer '{MessageText.Excerpt(first.Name)}', which is not its input");
        }

        RequireNoOthers(visited);
        return new KerasGraph([.. chain], _all, first.InputShape) { Final = _final, GivenMask = _mask };
    }

    private static KerasCall Only(KerasLayer model, string key)
    {
        List<KerasCall> calls = model.Option(key) is { } value ? KerasCall.FindAll(value) : [];
        string what = key[..key.IndexOf('_', StringComparison.Ordinal)];
        return calls.Count == 1 ? calls[0] : calls.Count == 0 ? throw KerasFaults.BadConfig($"has no {what}") : throw new RnnException(
            RnnErrorId.ModelUnsupported,
            FormattableString.Invariant($"The file has a model with {calls.Count} {what}s ({MessageText.Names(calls.Select(call => call.Layer))}), and a model of RnnPS has one: save a model with one {what} of it."),
            model.Name);
    }

    private KerasLayer Find(string name) =>
        _byName.GetValueOrDefault(name) ?? throw KerasFaults.BadConfig($"calls a layer '{MessageText.Excerpt(name)}', which it does not have");

    // return_state adds the final state to the outputs of a layer.
    private void NoteOutput(KerasLayer layer, KerasCall call)
    {
        if (call.Output > 0)
        {
            _final.Add(call.Output == 1 && layer.Class is "LSTM" or "GRU" or "SimpleRNN" or "CuDNNLSTM" or "CuDNNGRU"
                ? layer
                : throw KerasFaults.Create(
                    layer, FormattableString.Invariant($"passes on its output {call.Output}"), "RnnPS takes the first output of a layer, or the hidden state of one recurrent layer"));
        }
    }

    // What a layer reads; null for the input of the model.
    private KerasCall? Input(KerasLayer layer)
    {
        JsonElement[] nodes = KerasLayer.Member(layer.Element, "inbound_nodes") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];
        if (nodes.Length > 1)
        {
            throw KerasFaults.Create(layer, FormattableString.Invariant($"is called {nodes.Length} times"), "RnnPS runs each layer once. Save a model without the second call");
        }

        if (nodes.Length == 0)
        {
            return null;
        }

        (List<KerasCall> inputs, List<KerasCall> masks) = KerasCall.Of(layer, nodes[0]);
        foreach (KerasCall mask in masks)
        {
            RequireMask(layer, mask);
        }

        return inputs.Count switch
        {
            0 => null,
            1 => inputs[0],
            _ => throw KerasFaults.Create(
                layer,
                FormattableString.Invariant($"reads {inputs.Count} outputs ({MessageText.Names(inputs.Select(call => call.Layer))})"),
                "The layers of a model of RnnPS form one chain. Save a model without branches, attention and initial states"),
        };
    }

    // The mask is found again from the layer that makes it, Embedding or Masking. Here, it is compared with that.
    private void RequireMask(KerasLayer layer, KerasCall mask)
    {
        KerasLayer operation = Find(mask.Layer);
        if (operation.Class == "Any" && Input(operation) is { } below)
        {
            operation = Find(below.Layer);
        }

        double? value = operation.Class == "NotEqual" && Input(operation) is { } input && Find(input.Layer).Class == "InputLayer"
            ? KerasCall.Constant(KerasLayer.Member(operation.Element, "inbound_nodes")!.Value[0])
            : null;
        if (value is null || (_mask is { } other && other != value))
        {
            throw KerasFaults.Create(
                layer, $"has a mask that the layer '{MessageText.Excerpt(mask.Layer)}' computes", "RnnPS takes the masks of Masking and of an Embedding with mask_zero");
        }

        _mask = value;
    }

    private void RequireNoOthers(HashSet<KerasLayer> visited)
    {
        if (Array.Find(_all, layer => !visited.Contains(layer) && !MaskOperations.Contains(layer.Class)) is { } other)
        {
            throw KerasFaults.Create(other, "is on a branch of the model", "The layers of a model of RnnPS form one chain. Save a model without it");
        }
    }
}
