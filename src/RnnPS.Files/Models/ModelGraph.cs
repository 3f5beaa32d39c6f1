namespace RnnPS.Files;

/// <summary>A model as plain layers from the input up. The reader of each format makes one, and the writer of each format takes one.</summary>
internal sealed record ModelGraph
{
    /// <summary>The layers, from the input up.</summary>
    public required IReadOnlyList<ModelLayer> Layers { get; init; }

    /// <summary>Whether the model outputs at every timestep or once per sequence.</summary>
    public RnnOutputStep OutputStep { get; init; }

    /// <summary>The fraction of each recurrent layer's outputs that training drops.</summary>
    public double Dropout { get; init; }

    /// <summary>The scaler of raw inputs, before the first layer; null for none.</summary>
    public RnnScaler? InputScaler { get; init; }

    /// <summary>The scaler that turns outputs back into raw values, after the last layer; null for none.</summary>
    public RnnScaler? OutputScaler { get; init; }

    /// <summary>Whether training keeps the scaling by default, also if there is none. See <see cref="RnnModel.KeepsScaling"/>.</summary>
    public bool KeepsScaling { get; init; }

    /// <summary>Describes the training of the model; null if it was not trained.</summary>
    public RnnTraining? Training { get; init; }

    /// <summary>The seed that generated the weights; null if the weights were given.</summary>
    public int? Seed { get; init; }

    /// <summary>A free text about the model; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>A timestep whose inputs all equal it is masked; null for none.</summary>
    public double? MaskValue { get; init; }

    /// <summary>What a user must know about the reading of the file, a sentence or two each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Describes a model. A later change of the model does not change the graph.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The graph. It shares the arrays of the model.</returns>
    public static ModelGraph Of(RnnModel model)
    {
        RnnModel now = model.Copy();
        List<ModelLayer> layers = now.EmbeddingWeights is { } embedding ? [new EmbeddingLayer(embedding)] : [];
        layers.AddRange(now.Stack.Select(layer => new RecurrentLayer(layer)));
        layers.AddRange(now.DenseLayers.Select(layer => new DenseLayer(layer.Weights, layer.Bias, layer.Activation) { IsOutput = false }));
        if (now.OutputWeights is { } weights)
        {
            RnnActivation activation = now.OutputActivation == RnnOutputActivation.Sigmoid ? RnnActivation.Sigmoid : RnnActivation.Identity;
            layers.Add(new DenseLayer(weights, now.OutputBias, activation, now.OutputActivation == RnnOutputActivation.Softmax) { IsOutput = true });
        }

        return new ModelGraph
        {
            Layers = layers,
            OutputStep = now.OutputStep,
            Dropout = now.Dropout,
            InputScaler = now.InputScaler,
            OutputScaler = now.OutputScaler,
            KeepsScaling = now.KeepsScaling,
            Training = now.Training,
            Seed = now.Seed,
            Description = now.Description,
            MaskValue = now.MaskValue,
        };
    }

    /// <summary>Builds the model. Affine layers, activations, and linear dense layers below recurrent ones are folded into their neighbours.</summary>
    /// <returns>A new model. It shares the arrays of the graph where nothing is folded.</returns>
    /// <exception cref="RnnException">
    /// A model can't have such layers in this order (<see cref="RnnErrorId.ModelUnsupported"/>), the sizes of neighbours differ
    /// (<see cref="RnnErrorId.ModelFile"/>), or the constructor of the model or of a cell refuses a value.
    /// </exception>
    public RnnModel ToModel() => GraphBuilder.Build(GraphFolding.Fold(this));
}
