namespace RnnPS.Files;

/// <summary>Turns the layers of a Keras model into a graph, from the input up.</summary>
internal sealed class KerasModel
{
    private readonly KerasGraph _graph;
    private readonly KerasWeights _weights;
    private readonly Version? _version;
    private readonly KerasCell _cell;
    private readonly KerasAffine _affine;
    private readonly List<ModelLayer> _layers = [];
    private readonly List<string> _notes = [];
    private readonly KerasDropout _dropout = new();
    private readonly KerasShape _shape;

    private double? _maskValue;
    private bool _isMasked;
    private bool _isReversed;
    private KerasLayer? _zeroed;

    private KerasModel(KerasGraph graph, KerasWeights weights, Version? version)
    {
        _graph = graph;
        _weights = weights;
        _version = version;
        _cell = new KerasCell(weights, version);
        _affine = new KerasAffine(weights);
        _shape = new KerasShape(graph.InputShape);
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

        if (_graph.GivenMask is { } given && given != _maskValue)
        {
            throw new RnnException(
                RnnErrorId.ModelUnsupported,
                FormattableString.Invariant($"The model gives its layers a mask of the inputs that are {given}, which no Masking layer and no Embedding with mask_zero makes: save the model with one of these."),
                given);
        }

        NoteOutputs();
        return new ModelGraph
        {
            Layers = _layers,
            KeepsScaling = true,
            OutputStep = _shape.IsLast ? RnnOutputStep.Last : RnnOutputStep.Every,
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
                _shape.RequireSameShape(layer, _layers.Count == 0);
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
                _layers.Add(_affine.ReadBatchNormalization(layer, part, _shape.RequireSize(layer), _shape.Rank - (part.Length == 0 ? 0 : 1)));
                break;
            case "Normalization":
                _layers.Add(_affine.ReadNormalization(layer, _shape.RequireSize(layer), _shape.Rank));
                break;
            case "Rescaling":
                _layers.Add(KerasAffine.ReadRescaling(layer, _shape.RequireSize(layer)));
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
        _shape.Embed(vectors.Columns);
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
        _shape.RequireSequence(layer);
        if (recurrent.GoesBackwards && recurrent.ReturnsSequences && _isMasked)
        {
            throw KerasFaults.Create(
                layer, "returns sequences in reversed time under a mask, which Keras does not reverse with them", "Save the model with go_backwards=False, or without the mask");
        }

        RnnDirection direction = recurrent.GoesBackwards == _isReversed ? RnnDirection.Forward : RnnDirection.Reverse;
        IReadOnlyList<RnnCell> cells = recurrent.Read(_cell, _shape.Size);
        _layers.AddRange(cells.Select(cell => new RecurrentLayer(new RnnStackLayer(cell, direction))));
        _dropout.AddRecurrent(cells.Count);
        _zeroed = _isMasked && recurrent.ZeroesMasked ? layer : null;
        Finish(layer, recurrent);
    }

    private void AddBidirectional(KerasLayer layer)
    {
        _shape.RequireSequence(layer);
        (KerasRecurrent first, KerasRecurrent second) = KerasRecurrent.OfBidirectional(layer);
        RnnMerge merge = KerasRecurrent.Merge(layer);
        RnnCell firstCell = first.ReadOne(layer, _cell, _shape.Size);
        RnnCell secondCell = second.ReadOne(layer, _cell, _shape.Size);
        bool isForwardFirst = first.GoesBackwards == _isReversed;
        RnnStackLayer both = isForwardFirst ? new(firstCell, secondCell, merge) : new(secondCell, firstCell, merge);
        _layers.Add(new RecurrentLayer(both));
        if (!isForwardFirst && merge == RnnMerge.Concat)
        {
            _layers.Add(Rotation(secondCell.OutputSize, firstCell.OutputSize));
        }

        _dropout.AddRecurrent(1);
        _zeroed = _isMasked ? layer : null;
        Finish(layer, first);
    }

    private void Finish(KerasLayer layer, KerasRecurrent recurrent)
    {
        _shape.Size = _layers[^1].OutputSize;
        if (recurrent.IsStateful && _notes.Count == 0)
        {
            _notes.Add(
                $"In Keras, the layer '{MessageText.Excerpt(layer.Name)}' continues where the batch before ended (stateful). In RnnPS, each sequence starts at a state of zeros, unless a command is given a state.");
        }

        if (!recurrent.ReturnsSequences || _graph.Final.Contains(layer))
        {
            _shape.TakeLast();
            _isMasked = false;
        }
        else if (recurrent.GoesBackwards)
        {
            // The output of Keras starts at the last timestep.
            _isReversed = !_isReversed;
        }
    }

    private void AddDense(KerasLayer layer, string part)
    {
        _shape.RequireTimestep(layer);
        KerasTensor[] tensors = _weights.Take(part, layer.Flag("use_bias", usual: true) ? ["kernel", "bias"] : ["kernel"]);
        RnnMatrix kernel = tensors[0].Matrix(_shape.Size, layer.Count("units"));
        var activation = KerasActivation.Of(layer, "activation", _version);
        RequireLinear(layer, activation);
        _layers.Add(new DenseLayer(kernel, tensors.Length == 2 ? tensors[1].Vector(kernel.Columns) : null, activation.Function, activation.IsSoftmax));
        _shape.Size = kernel.Columns;
    }

    private void AddActivation(KerasLayer layer, KerasActivation activation)
    {
        RequireLinear(layer, activation);
        if (!activation.IsLinear)
        {
            _layers.Add(new ActivationLayer(_shape.RequireSize(layer), activation.Function, activation.IsSoftmax));
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
        if (_isReversed && !_shape.IsLast)
        {
            _notes.Add("In Keras, the outputs of this model start at the last timestep (go_backwards). RnnPS emits each output at the timestep that it belongs to.");
        }

        if (_zeroed is { Class: "Bidirectional" } && !_shape.IsLast)
        {
            _notes.Add($"At masked timesteps, the layer '{MessageText.Excerpt(_zeroed.Name)}' of Keras can output zeros, where RnnPS repeats the output before: ignore the outputs at masked timesteps.");
        }
        else if (_zeroed is { } zeroed && !_shape.IsLast)
        {
            throw KerasFaults.Create(zeroed, "outputs zeros at masked timesteps, where RnnPS repeats the output before", "Save the model with zero_output_for_mask=False");
        }
    }
}
