namespace RnnPS.Files;

/// <summary>Turns the layers of a Keras model into a graph, from the input up.</summary>
internal sealed class KerasModel
{
    // In Keras, a batch of sequences has the dimensions batch, time and feature. Tokens, and what is after the last timestep, have two.
    private const int SequenceRank = 3;

    private readonly KerasGraph _graph;
    private readonly KerasWeights _weights;
    private readonly Version? _version;
    private readonly KerasCell _cell;
    private readonly KerasAffine _affine;
    private readonly List<ModelLayer> _layers = [];
    private readonly List<string> _notes = [];
    private readonly KerasDropout _dropout = new();

    private double? _maskValue;
    private bool _isMasked;
    private bool _isReversed;
    private bool _isLast;
    private int _rank;
    private int? _size;
    private KerasLayer? _zeroed;

    private KerasModel(KerasGraph graph, KerasWeights weights, Version? version)
    {
        _graph = graph;
        _weights = weights;
        _version = version;
        _cell = new KerasCell(weights, version);
        _affine = new KerasAffine(weights);
        _rank = graph.InputShape?.Count ?? SequenceRank;
        _size = _rank == SequenceRank && graph.InputShape is { } shape && shape[^1] > 0 ? shape[^1] : null;
    }

    /// <summary>Reads the model.</summary>
    /// <param name="graph">Its layers.</param>
    /// <param name="weights">Their weights.</param>
    /// <param name="version">The version of Keras; null if the file does not say it.</param>
    /// <returns>The graph.</returns>
    /// <exception cref="RnnException">
    /// A layer is unknown or in a place where RnnPS has none (<see cref="RnnErrorId.ModelUnsupported"/>), or the file does not have the
    /// weights that the layers need (<see cref="RnnErrorId.ModelFile"/>).
    /// </exception>
    public static ModelGraph Read(KerasGraph graph, KerasWeights weights, Version? version) => new KerasModel(graph, weights, version).Read();

    private ModelGraph Read()
    {
        foreach (KerasLayer layer in _graph.Layers)
        {
            if (layer.IsCustom)
            {
                throw KerasFaults.Custom(layer);
            }

            int earlier = _graph.All.TakeWhile(other => other != layer).Count(other => other.Class == layer.Class);
            _weights.Start(layer, earlier);
            Add(layer);
            _weights.RequireAllTaken();
        }

        NoteOutputs();
        return new ModelGraph
        {
            Layers = _layers,
            OutputStep = _isLast ? RnnOutputStep.Last : RnnOutputStep.Every,
            Dropout = _dropout.Fraction,
            MaskValue = _maskValue,
            Notes = _notes,
        };
    }

    private void Add(KerasLayer layer)
    {
        if (KerasRecurrent.Is(layer))
        {
            AddRecurrent(layer);
            return;
        }

        switch (layer.Class)
        {
            case "Embedding":
                AddEmbedding(layer);
                break;
            case "Masking":
                AddMasking(layer);
                break;
            case "Bidirectional":
                AddBidirectional(layer);
                break;
            case "Flatten" or "Reshape":
                RequireSameShape(layer);
                break;
            case "Dropout":
                _dropout.Add(layer);
                break;
            case "TimeDistributed":
                KerasLayer inner = layer.Layers("layer") is [var only] ? only : throw layer.BadOption("layer");
                AddPointwise(inner.IsCustom ? throw KerasFaults.Custom(inner) : inner, "layer");
                break;
            default:
                AddPointwise(layer, string.Empty);
                break;
        }
    }

    // Layers that do the same at each timestep.
    private void AddPointwise(KerasLayer layer, string part)
    {
        switch (layer.Class)
        {
            // These act in training only.
            case "Dropout" or "SpatialDropout1D" or "GaussianNoise" or "GaussianDropout" or "AlphaDropout" or "ActivityRegularization" or "InputLayer":
                break;
            case "Dense":
                AddDense(layer, part);
                break;
            case "Activation":
                AddActivation(layer, KerasActivation.Of(layer, "activation", _version));
                break;
            case "BatchNormalization":
                _layers.Add(_affine.ReadBatchNormalization(layer, part, Size(layer), _rank));
                break;
            case "Normalization":
                _layers.Add(_affine.ReadNormalization(layer, Size(layer), _rank));
                break;
            case "Rescaling":
                _layers.Add(KerasAffine.ReadRescaling(layer, Size(layer)));
                break;
            default:
                AddActivation(layer, KerasActivation.OfLayer(layer) ?? throw KerasFaults.Unknown(layer));
                break;
        }
    }

    private void AddEmbedding(KerasLayer layer)
    {
        if (_layers.Count > 0 || _maskValue is not null)
        {
            throw KerasFaults.Create(layer, "is above another layer", "In RnnPS, an embedding reads the tokens of the input");
        }

        RnnMatrix vectors = _weights.Take(string.Empty, "embeddings")[0].Matrix(layer.Count("input_dim"), layer.Count("output_dim"));
        _layers.Add(new EmbeddingLayer(vectors));
        _size = vectors.Columns;
        _rank = SequenceRank;
        _isMasked = layer.Flag("mask_zero");
        _maskValue = _isMasked ? 0 : null;
    }

    private void AddMasking(KerasLayer layer)
    {
        if (_layers.Count > 0)
        {
            throw KerasFaults.Create(layer, "is above another layer", "In RnnPS, the inputs of a model tell which timesteps are masked: save a model that starts with Masking");
        }

        _maskValue = layer.Number("mask_value") ?? 0;
        _isMasked = true;
    }

    private void AddRecurrent(KerasLayer layer)
    {
        var recurrent = new KerasRecurrent(layer);
        RequireSequence(layer);
        if (recurrent.GoesBackwards && recurrent.ReturnsSequences && _isMasked)
        {
            throw KerasFaults.Create(
                layer, "returns sequences in reversed time under a mask, which Keras does not reverse with them", "Save the model with go_backwards=False, or without the mask");
        }

        RnnDirection direction = recurrent.GoesBackwards == _isReversed ? RnnDirection.Forward : RnnDirection.Reverse;
        _layers.AddRange(recurrent.Read(_cell, _size).Select(cell => new RecurrentLayer(new RnnStackLayer(cell, direction))));
        _zeroed = _isMasked && recurrent.ZeroesMasked ? layer : null;
        Finish(layer, recurrent);
    }

    private void AddBidirectional(KerasLayer layer)
    {
        RequireSequence(layer);
        (KerasRecurrent first, KerasRecurrent second) = KerasRecurrent.OfBidirectional(layer);
        RnnMerge merge = Merge(layer);
        RnnCell firstCell = Only(layer, first.Read(_cell, _size));
        RnnCell secondCell = Only(layer, second.Read(_cell, _size));
        bool isForwardFirst = first.GoesBackwards == _isReversed;
        RnnStackLayer both = isForwardFirst ? new(firstCell, secondCell, merge) : new(secondCell, firstCell, merge);
        _layers.Add(new RecurrentLayer(both));
        if (!isForwardFirst && merge == RnnMerge.Concat)
        {
            _layers.Add(Rotation(secondCell.OutputSize, firstCell.OutputSize));
        }

        _zeroed = _isMasked ? layer : null;
        Finish(layer, first);
    }

    private void Finish(KerasLayer layer, KerasRecurrent recurrent)
    {
        _size = _layers[^1].OutputSize;
        _dropout.AddRecurrent();
        if (recurrent.IsStateful && _notes.Count == 0)
        {
            _notes.Add(
                $"In Keras, the layer '{MessageText.Excerpt(layer.Name)}' continues where the batch before ended (stateful). In RnnPS, each sequence starts at a state of zeros, unless a command is given a state.");
        }

        if (!recurrent.ReturnsSequences || _graph.Final.Contains(layer))
        {
            _isLast = true;
            _isMasked = false;
            _rank = SequenceRank - 1;
        }
        else if (recurrent.GoesBackwards)
        {
            // The output of Keras starts at the last timestep.
            _isReversed = !_isReversed;
        }
    }

    private void AddDense(KerasLayer layer, string part)
    {
        if (_rank != SequenceRank && !_isLast)
        {
            throw KerasFaults.Create(layer, "reads the whole sequence at once", "In RnnPS, layers read one timestep at a time");
        }

        KerasTensor[] tensors = _weights.Take(part, layer.Flag("use_bias", usual: true) ? ["kernel", "bias"] : ["kernel"]);
        RnnMatrix kernel = tensors[0].Matrix(_size, layer.Count("units"));
        var activation = KerasActivation.Of(layer, "activation", _version);
        RequireLinear(layer, activation);
        _layers.Add(new DenseLayer(kernel, tensors.Length == 2 ? tensors[1].Vector(kernel.Columns) : null, activation.Function, activation.IsSoftmax));
        _size = kernel.Columns;
    }

    private void AddActivation(KerasLayer layer, KerasActivation activation)
    {
        RequireLinear(layer, activation);
        if (!activation.IsLinear)
        {
            _layers.Add(new ActivationLayer(Size(layer), activation.Function, activation.IsSoftmax));
        }
    }

    // Below a recurrent layer only linear maps can be folded.
    private void RequireLinear(KerasLayer layer, KerasActivation activation)
    {
        if (!activation.IsLinear && _graph.Layers.SkipWhile(other => other != layer).Any(other => other.Class == "Bidirectional" || KerasRecurrent.Is(other)))
        {
            throw KerasFaults.Create(
                layer, "has an activation below a recurrent layer, where RnnPS folds linear layers only", "Save the model with a linear layer there, or the part above it");
        }
    }

    private void RequireSequence(KerasLayer layer)
    {
        if (_isLast)
        {
            throw KerasFaults.Create(
                layer, "reads a layer that returns no sequences", "In RnnPS, only the last recurrent layer may have return_sequences=False");
        }

        if (_rank != SequenceRank)
        {
            throw KerasFaults.Create(
                layer,
                FormattableString.Invariant($"reads batches of {RnnMessages.Count(_rank, "dimension")}"),
                "RnnPS reads sequences of numbers [batch, time, feature], or of tokens with an Embedding");
        }
    }

    // A model that reads T numbers as T timesteps of one feature is a model of RnnPS already.
    private void RequireSameShape(KerasLayer layer)
    {
        double[] target = layer.Numbers("target_shape") ?? [];
        bool isSame = _isLast
            ? layer.Class == "Flatten" || (target is [var size] && (size == _size || size == -1))
            : layer.Class == "Reshape" && target is [var steps, var features] && IsSequence(steps, features);
        if (!isSame)
        {
            throw KerasFaults.Create(layer, "changes the shape of its input", "In RnnPS, each timestep goes through the layers by itself. Save the part of the model below this layer");
        }

        _rank = _isLast ? _rank : SequenceRank;
    }

    private bool IsSequence(double steps, double features)
    {
        int length = _graph.InputShape is [_, var time, ..] ? time : 0;
        bool keepsTime = steps == -1 || (steps == length && length > 0);
        if (_rank == SequenceRank)
        {
            return keepsTime && features == _size;
        }

        bool isScalars = _rank == SequenceRank - 1 && _layers.Count == 0 && features == 1 && keepsTime;
        _size = isScalars ? 1 : _size;
        return isScalars;
    }

    private int Size(KerasLayer layer) => _size ?? throw KerasFaults.BadConfig($"does not say how many inputs {layer} has");

    private static RnnCell Only(KerasLayer layer, IReadOnlyList<RnnCell> cells) => cells.Count == 1 ? cells[0] : throw KerasFaults.Create(
        layer, "reads a stack of cells in each direction before it merges them", "RnnPS merges after each layer. Train a stack of Bidirectional layers");

    private static RnnMerge Merge(KerasLayer layer) => layer.Has("merge_mode") ? layer.Word("merge_mode") switch
    {
        "concat" => RnnMerge.Concat,
        "sum" => RnnMerge.Sum,
        "mul" => RnnMerge.Multiply,
        "ave" => RnnMerge.Average,
        null => throw KerasFaults.Create(layer, "has no merge_mode, so it has two outputs", "Save the model with merge_mode concat, sum, mul or ave"),
        _ => throw layer.BadOption("merge_mode"),
    }
    : RnnMerge.Concat;

    // Puts the second part before the first.
    private static DenseLayer Rotation(int first, int second)
    {
        int size = first + second;
        var values = new double[MemoryLimit.ArrayLength((long)size * size)];
        for (int i = 0; i < size; i++)
        {
            values[(i * size) + ((i + second) % size)] = 1;
        }

        return new DenseLayer(new RnnMatrix(size, size, values), null, RnnActivation.Identity);
    }

    private void NoteOutputs()
    {
        if (_isReversed && !_isLast)
        {
            _notes.Add("In Keras, the outputs of this model start at the last timestep (go_backwards). RnnPS emits each output at the timestep that it belongs to.");
        }

        if (_zeroed is { Class: "Bidirectional" } && !_isLast)
        {
            _notes.Add($"At masked timesteps, the layer '{MessageText.Excerpt(_zeroed.Name)}' of Keras outputs zeros, and RnnPS repeats the output before: ignore the outputs at masked timesteps.");
        }
        else if (_zeroed is { } zeroed && !_isLast)
        {
            throw KerasFaults.Create(zeroed, "outputs zeros at masked timesteps, where RnnPS repeats the output before", "Save the model with zero_output_for_mask=False");
        }
    }
}
