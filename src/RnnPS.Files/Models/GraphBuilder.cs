namespace RnnPS.Files;

/// <summary>Builds a model from a graph without affine layers.</summary>
internal static class GraphBuilder
{
    /// <summary>Builds the model.</summary>
    /// <param name="graph">The graph: an optional embedding, recurrent layers, dense layers.</param>
    /// <returns>The model.</returns>
    /// <exception cref="RnnException">The errors of <see cref="ModelGraph.ToModel"/>.</exception>
    public static RnnModel Build(ModelGraph graph)
    {
        RequireOrder(graph.Layers);
        List<DenseLayer> dense = [.. graph.Layers.OfType<DenseLayer>()];
        DenseLayer? output = dense.Count > 0 && IsOutput(dense[^1]) ? dense[^1] : null;
        if (output is not null)
        {
            dense.RemoveAt(dense.Count - 1);
        }

        var model = new RnnModel(
            graph.Layers.OfType<RecurrentLayer>().Select(layer => layer.Layer),
            output?.Weights,
            output?.Bias,
            output is null ? RnnOutputActivation.Identity : Activation(output),
            graph.OutputStep,
            graph.Seed,
            graph.Dropout,
            dense.Select(layer => new RnnDenseLayer(layer.Weights, layer.Bias, layer.Activation)),
            graph.Layers.OfType<EmbeddingLayer>().FirstOrDefault()?.Weights)
        {
            Description = graph.Description,
            MaskValue = graph.MaskValue,
        };
        model.SetScaling(graph.InputScaler, graph.OutputScaler);
        model.KeepsScaling = graph.KeepsScaling;
        model.SetTraining(graph.Training);
        return model;
    }

    private static bool IsOutput(DenseLayer last) =>
        last.IsOutput ?? (last.Softmax || last.Activation.Kind is RnnActivation.Identity or RnnActivation.Sigmoid);

    private static RnnOutputActivation Activation(DenseLayer output) => output switch
    {
        { Softmax: true } => RnnOutputActivation.Softmax,
        { Activation.Kind: RnnActivation.Sigmoid } => RnnOutputActivation.Sigmoid,
        { IsLinear: true } => RnnOutputActivation.Identity,
        _ => throw ModelFaults.Unsupported($"an output layer with the activation {output.Activation}"),
    };

    private static void RequireOrder(IReadOnlyList<ModelLayer> layers)
    {
        if (!layers.Any(layer => layer is RecurrentLayer))
        {
            throw ModelFaults.Unsupported("no recurrent layer");
        }

        for (int i = 0; i < layers.Count; i++)
        {
            ModelLayer? below = i == 0 ? null : layers[i - 1];
            ModelLayer? above = i == layers.Count - 1 ? null : layers[i + 1];
            if (below is not null && layers[i] is not EmbeddingLayer && layers[i].InputSize != below.OutputSize)
            {
                throw ModelFaults.SizesDiffer(below, layers[i]);
            }

            string? fault = (below, layers[i], above) switch
            {
                (not null, EmbeddingLayer, _) => "an embedding above another layer",
                (_, EmbeddingLayer, DenseLayer) => "a dense layer with an activation between an embedding and a recurrent layer",
                (_, DenseLayer, RecurrentLayer) => "a dense layer with an activation below a recurrent layer",
                (_, DenseLayer { Softmax: true }, not null) or (_, DenseLayer { Softmax: true, IsOutput: false }, _) =>
                    "a softmax that is not the last layer",
                _ => null,
            };
            if (fault is not null)
            {
                throw ModelFaults.Unsupported(fault);
            }
        }
    }
}
