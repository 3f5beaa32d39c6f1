namespace RnnPS.Files.Onnx;

/// <summary>Finds the model in the outputs of a graph.</summary>
internal static class ModelOutput
{
    /// <summary>Reads the model.</summary>
    /// <param name="model">The file.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="values">The values of its outputs.</param>
    /// <param name="reading">What is known of the whole file.</param>
    /// <returns>The model.</returns>
    /// <exception cref="RnnException">The outputs are not those of one model (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public static ModelGraph Read(ModelProto model, GraphProto graph, IReadOnlyList<GraphValue> values, GraphReading reading)
    {
        int index = IndexOf(graph, values);
        if (values[index] is not Signal signal || signal.GraphInput is not null)
        {
            throw ModelFaults.Unsupported($"the output '{Name(graph, index)}', which no layer computes");
        }

        var node = new OnnxNode(new NodeProto { OpType = "output", Name = Name(graph, index) }, reading);
        ChainOutput output = signal.Content.Resolve(node);
        if (reading.IsState(output.Chain.Input))
        {
            throw ModelFaults.Unsupported($"the input '{MessageText.Excerpt(output.Chain.Input)}' that is also an initial state");
        }

        if (output.Step == SignalStep.Last)
        {
            reading.Note(
                "The file's model outputs only the last timestep, where its reverse cell has read one timestep. The imported model outputs at every timestep: run it with -Last for the output of the file.");
        }

        RnnTraining? training = OnnxMetadata.Training(model);
        bool hasLink = output.Chain.IsExponential && training?.Loss.Link(RnnOutputActivation.Identity) == RnnLink.Log;
        List<ModelLayer> layers = Layers(hasLink ? output.Chain.Below! : output.Chain, reading);
        return new ModelGraph
        {
            Layers = layers,
            KeepsScaling = true,
            // The operators of the graph are the link, so that of the loss function is not added to them.
            Training = hasLink || training?.Loss.Link(ActivationOf(layers[^1])) == RnnLink.Identity ? training : null,
            OutputStep = output.Step == SignalStep.Final ? RnnOutputStep.Last : RnnOutputStep.Every,
            Description = string.IsNullOrEmpty(model.DocString) ? null : model.DocString,
            Notes = reading.Notes,
        };
    }

    // Finds the output that is the model's: the first, but final states that go out as they are come after others.
    private static int IndexOf(GraphProto graph, IReadOnlyList<GraphValue> values)
    {
        if (values.Count == 0)
        {
            throw ModelFaults.Damaged("has a graph without outputs");
        }

        int index = Enumerable.Range(0, values.Count).FirstOrDefault(i => !IsState(values[i]), 0);
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] is UnknownValue unknown)
            {
                throw unknown.Fault;
            }

            if (i != index && !IsState(values[i]))
            {
                throw ModelFaults.Unsupported($"the output '{Name(graph, i)}' besides '{Name(graph, index)}'. Remove it from the outputs of the graph");
            }
        }

        return index;
    }

    // A final state that goes out as it is.
    private static bool IsState(GraphValue value) => value is Signal { Content: CellOutputs cells }
        && cells.Cells.All(output => output.Step is SignalStep.Final or SignalStep.CellState && output.Projection is null);

    private static RnnOutputActivation ActivationOf(ModelLayer top) => top switch
    {
        ActivationLayer { Softmax: true } => RnnOutputActivation.Softmax,
        ActivationLayer { Activation.Kind: RnnActivation.Sigmoid } => RnnOutputActivation.Sigmoid,
        _ => RnnOutputActivation.Identity,
    };

    private static List<ModelLayer> Layers(LayerChain top, GraphReading reading)
    {
        List<LayerChain> chain = [];
        for (LayerChain? at = top; at?.Layer is not null; at = at.Below)
        {
            chain.Add(at);
        }

        chain.Reverse();
        if (chain.Count > 0 && chain[0].Below!.IsRounded && chain[0].Node!.Operator != "Gather")
        {
            throw ModelFaults.Unsupported($"an input ('{MessageText.Excerpt(top.Input)}') that is rounded to integers");
        }

        List<ModelLayer> layers = [];
        foreach (LayerChain at in chain)
        {
            int below = layers.Count > 0 ? layers[^1].OutputSize : InputSize(chain);
            ModelLayer layer = at.Layer!(below);
            if (at.Cells.Count > 0 && layer is (AffineLayer or ActivationLayer) && layers[^1] is not DenseLayer { IsLinear: true })
            {
                // It may become a dense layer of its own.
                reading.Take((long)layer.InputSize * layer.InputSize);
            }

            layers.Add(layer);
        }

        return layers;
    }

    // Maps with one factor for all inputs, and activations, have the size of the layer above them.
    private static int InputSize(List<LayerChain> chain) => chain.Select(at => at.Layer!(1))
        .FirstOrDefault(layer => layer is not (ActivationLayer or AffineLayer { InputSize: 1 }))?.InputSize ?? 1;

    private static string Name(GraphProto graph, int index) => MessageText.Excerpt(graph.Output[index].Name ?? string.Empty);
}
