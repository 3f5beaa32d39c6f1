using System.Globalization;
using System.Text.RegularExpressions;

namespace RnnPS.Files;

/// <summary>
/// Reads the state_dict of a PyTorch model, saved as safetensors: one nn.RNN, nn.LSTM or nn.GRU, an embedding below it and linear layers
/// above it. The names and the shapes of the tensors tell the layers.
/// </summary>
internal sealed partial class StateDictionary
{
    private readonly SafetensorsReader _reader;
    private readonly ModelReadOptions _options;

    private StateDictionary(SafetensorsReader reader, ModelReadOptions options)
    {
        _reader = reader;
        _options = options;
    }

    // The kind of a cell, by the number of gates in its rows.
    private static Dictionary<long, RnnCellKind> KindsByGates { get; } = new()
    {
        [1] = RnnCellKind.Elman,
        [3] = RnnCellKind.Gru,
        [4] = RnnCellKind.Lstm,
    };

    /// <summary>Reads the model.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="options">What the tensors do not say.</param>
    /// <returns>The model.</returns>
    /// <exception cref="RnnException">
    /// A tensor has no place in such a model (<see cref="RnnErrorId.ModelUnsupported"/>), the tensors of the cells do not fit together
    /// (<see cref="RnnErrorId.ModelFile"/>), or an option is missing or has no meaning (<see cref="RnnErrorId.Parameters"/>).
    /// </exception>
    public static ModelGraph Read(SafetensorsReader reader, ModelReadOptions options) => new StateDictionary(reader, options).Read();

    private ModelGraph Read()
    {
        Match[] recurrent = [.. _reader.Tensors.Keys.Select(name => Recurrent().Match(name)).Where(match => match.Success)];
        string[] prefixes = [.. recurrent.Select(match => match.Groups["prefix"].Value).Distinct()];
        if (prefixes.Length != 1)
        {
            throw prefixes.Length == 0
                ? ModelFaults.UnknownTensors([.. _reader.Tensors.Values])
                : ModelFaults.Unsupported($"{prefixes.Length} recurrent modules ({MessageText.Names(prefixes)})");
        }

        int count = recurrent.Max(match => Layer(match)) + 1;
        RecurrentLayer[] layers = [.. Enumerable.Range(0, Math.Min(count, recurrent.Length)).Select(layer => ReadLayer(prefixes[0], layer))];
        var modules = new LinearModules(_reader);
        EmbeddingLayer? embedding = modules.TakeEmbedding(layers[0].InputSize);
        DenseLayer[] dense = [.. modules.TakeChain(layers[^1].OutputSize)];
        _reader.RequireAllTaken();
        RequireMeaning(layers, dense.Length);
        return new ModelGraph
        {
            Layers = [.. embedding is null ? (ModelLayer[])[] : [embedding], .. layers, .. WithActivations(dense)],
            OutputStep = _options.OutputStep ?? RnnOutputStep.Every,
            KeepsScaling = true,
        };
    }

    // An option that the file has no use for would be ignored.
    private void RequireMeaning(RecurrentLayer[] layers, int linear)
    {
        bool hasElman = layers.Any(layer => (layer.Layer.Forward ?? layer.Layer.Reverse) is ElmanCell);
        (string Name, object? Value, bool IsUsed, string What)[] options =
        [
            (nameof(ModelReadOptions.Activation), _options.Activation, hasElman, "an nn.RNN"),
            (nameof(ModelReadOptions.DenseActivation), _options.DenseActivation, linear > 1, "several linear layers"),
            (nameof(ModelReadOptions.OutputActivation), _options.OutputActivation, linear > 0, "a linear layer"),
        ];
        if (Array.Find(options, option => option is { Value: not null, IsUsed: false }) is { Name: { } name } unused)
        {
            throw new RnnException(
                RnnErrorId.Parameters, $"-{name} is for a file with {unused.What}, which this file does not have: leave -{name} out.", unused.Value);
        }
    }

    private static int Layer(Match match) =>
        int.TryParse(match.Groups["layer"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int layer) && layer < int.MaxValue
            ? layer
            : throw ModelFaults.Damaged($"has the tensor {MessageText.Excerpt(match.Value)}, whose layer is not a number in range");

    private RecurrentLayer ReadLayer(string prefix, int layer)
    {
        RnnCell? forward = ReadCell(prefix, CellTensor.Suffix(layer, isReverse: false));
        RnnCell? reverse = ReadCell(prefix, CellTensor.Suffix(layer, isReverse: true));
        return new RecurrentLayer((forward, reverse) switch
        {
            ({ } first, { } second) => new RnnStackLayer(first, second),
            ({ } only, null) => new RnnStackLayer(only),
            (null, { } only) => new RnnStackLayer(only, RnnDirection.Reverse),
            _ => throw ModelFaults.Damaged(FormattableString.Invariant($"lacks the layer {layer} of {prefix}")),
        });
    }

    // Null if the file has none of its tensors.
    private RnnCell? ReadCell(string prefix, string suffix)
    {
        // Any kind has the same names.
        Dictionary<CellArray, TensorInfo> found = [];
        foreach (CellTensor tensor in CellTensor.OfTorch(RnnCellKind.Elman, prefix, suffix))
        {
            if (_reader.Tensors.TryGetValue(tensor.Name, out TensorInfo? info))
            {
                found[tensor.Array] = info;
            }
        }

        if (found.Count == 0)
        {
            return null;
        }

        RnnCellKind kind = Kind(found, prefix + suffix);
        var arrays = new CellArrays();
        foreach (CellTensor tensor in CellTensor.OfTorch(kind, prefix, suffix).Where(tensor => found.ContainsKey(tensor.Array)))
        {
            arrays[tensor.Array] = tensor.Read(_reader);
        }

        return new CellForm
        {
            Kind = kind,
            Activation = kind == RnnCellKind.Elman ? _options.Activation ?? RnnActivation.Tanh : RnnActivation.Tanh,
        }.ToCell(arrays);
    }

    private static RnnCellKind Kind(Dictionary<CellArray, TensorInfo> found, string what)
    {
        if (!found.TryGetValue(CellArray.InputWeights, out TensorInfo? input)
            || !found.TryGetValue(CellArray.RecurrentWeights, out TensorInfo? recurrent)
            || input.Shape.Count != 2
            || recurrent.Shape.Count != 2)
        {
            throw ModelFaults.Damaged($"lacks matrices of weights of {MessageText.Excerpt(what)}");
        }

        // The recurrent weights read h, which has the size of the projection if there is one.
        long hidden = found.GetValueOrDefault(CellArray.ProjectionWeights) is { Shape: [_, long projected] } ? projected : recurrent.Shape[1];
        bool isProjected = found.ContainsKey(CellArray.ProjectionWeights);
        return hidden > 0
            && recurrent.Shape[0] % hidden == 0
            && input.Shape[0] == recurrent.Shape[0]
            && KindsByGates.TryGetValue(recurrent.Shape[0] / hidden, out RnnCellKind kind)
            && (!isProjected || kind == RnnCellKind.Lstm)
                ? kind
                : throw ModelFaults.Damaged($"has {input} and {recurrent}, which do not fit an nn.RNN, nn.LSTM or nn.GRU");
    }

    private IEnumerable<DenseLayer> WithActivations(DenseLayer[] dense)
    {
        if (dense.Length > 1 && _options.DenseActivation is null)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                FormattableString.Invariant($"The file has {dense.Length} linear layers, but not the activation between them: give it by -DenseActivation, for example Relu or Identity."),
                dense.Length);
        }

        for (int i = 0; i < dense.Length - 1; i++)
        {
            yield return dense[i] with { Activation = _options.DenseActivation!.Value, IsOutput = false };
        }

        if (dense.Length > 0)
        {
            yield return dense[^1] with
            {
                Activation = _options.OutputActivation == RnnOutputActivation.Sigmoid ? RnnActivation.Sigmoid : RnnActivation.Identity,
                Softmax = _options.OutputActivation == RnnOutputActivation.Softmax,
                IsOutput = true,
            };
        }
    }

    [GeneratedRegex(@"^(?<prefix>(.*\.)?)(weight_ih|weight_hh|bias_ih|bias_hh|weight_hr)_l(?<layer>[0-9]+)(_reverse)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Recurrent();
}
