namespace RnnPS.Files.Onnx;

/// <summary>Writes models as ONNX files, for ONNX Runtime and other engines, and reads those of other programs.</summary>
/// <remarks>
/// The input is [batch × time × feature] in raw units, as in PyTorch with <c>batch_first=True</c>; or, below an embedding, [batch × time]
/// integers. The output is the prediction in raw units, [batch × time × output], or [batch × output] for a model that outputs once per
/// sequence. Batch and time may have any size. Between layers, values are [time × batch × feature], because ONNX Runtime's recurrent
/// operators read no other layout.
/// </remarks>
internal sealed class OnnxFormat : IModelFormat
{
    // IR version 8 belongs to operator set 17.
    private const long IrVersion = 8;
    private const long OperatorSet = 17;

    private const string Input = "input";
    private const string Output = "output";
    private const string Batch = "batch";
    private const string Time = "time";

    /// <inheritdoc/>
    public void Check(ModelWriteOptions options)
    {
        if (options.Precision == RnnPrecision.Double)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                "An ONNX file can't have -Precision Double, because the recurrent operators of ONNX Runtime compute in single precision: leave -Precision out.",
                options.Precision);
        }
    }

    /// <inheritdoc/>
    public void Write(Stream stream, ModelGraph model, ModelWriteOptions options, CancellationToken cancellation)
    {
        if (model.MaskValue is { } mask)
        {
            throw new RnnException(
                RnnErrorId.ModelUnsupported,
                FormattableString.Invariant($"The model masks timesteps whose inputs are {mask}, and the recurrent operators of ONNX know no masks: set its {nameof(RnnModel.MaskValue)} to $null, and export it with -Lengths to leave timesteps out at the end, or export it as .safetensors."),
                mask);
        }

        var graph = new OnnxGraph();
        string values = AddInput(graph, model);
        // Before the states, so that it is the first output.
        DescribeOutput(graph, model);
        values = AddLayers(graph, model, values, options);
        AddOutput(graph, model, values);
        var file = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = nameof(RnnPS),
            ProducerVersion = typeof(OnnxFormat).Assembly.GetName().Version?.ToString(3),
            DocString = model.Description,
            OpsetImport = { new OperatorSetIdProto { Domain = string.Empty, Version = OperatorSet } },
        };
        file.MetadataProps.AddRange(OnnxMetadata.Of(model));
        graph.Write(stream, file, cancellation);
    }

    /// <inheritdoc/>
    public ModelGraph Read(Stream stream, ModelReadOptions options, CancellationToken cancellation)
    {
        options.RequireNothingSaid();
        // Weights can be in files beside the model.
        string? folder = stream is FileStream { Name: var path } ? Path.GetDirectoryName(path) : null;
        return OnnxReader.Read(stream, folder, options.Memory, cancellation);
    }

    private static string AddInput(OnnxGraph graph, ModelGraph model)
    {
        if (model.Layers[0] is EmbeddingLayer embedding)
        {
            graph.Input(Input, ElementType.Int64, $"Integer tokens from 0 to {embedding.Weights.Rows - 1}, [batch × time].", Batch, Time);
            return graph.Add("Transpose", [Input], AttributeProto.Of("perm", [1L, 0]));
        }

        string names = model.Training is { InputNames: { Count: > 0 } given } ? $": {string.Join(", ", given)}" : string.Empty;
        graph.Input(Input, ElementType.Float, $"The inputs, [batch × time × feature]{names}.", Batch, Time, model.Layers[0].InputSize);
        string values = graph.Add("Transpose", [Input], AttributeProto.Of("perm", [1L, 0, 2]));
        return model.InputScaler is { } scaler ? ScaleWriter.Scale(graph, values, scaler) : values;
    }

    private static string AddLayers(OnnxGraph graph, ModelGraph model, string values, ModelWriteOptions options)
    {
        var recurrent = new RecurrentWriter(graph, values, options);
        ModelLayer last = model.Layers.Last(layer => layer is RecurrentLayer);
        int dense = 0;
        foreach (ModelLayer layer in model.Layers)
        {
            values = layer switch
            {
                EmbeddingLayer embedding => graph.Add("Gather", [graph.Matrix("embedding", embedding.Weights, nameof(RnnModel.EmbeddingWeights)), values]),
                RecurrentLayer cells => recurrent.Write(
                    cells.Layer, values, onlyLast: model.OutputStep == RnnOutputStep.Last && ReferenceEquals(layer, last)),
                DenseLayer other => DenseWriter.Write(graph, values, other, dense++),
                AffineLayer affine => DenseWriter.Write(graph, values, affine, dense++),
                _ => throw new ArgumentOutOfRangeException(nameof(model), layer, null),
            };
        }

        return values;
    }

    private static void DescribeOutput(OnnxGraph graph, ModelGraph model)
    {
        string names = model.Training is { TargetNames: { Count: > 0 } given } ? $" of {string.Join(", ", given)}" : string.Empty;
        int size = model.Layers[^1].OutputSize;
        if (model.OutputStep == RnnOutputStep.Last)
        {
            graph.Output(Output, $"The predictions{names}, once for each sequence, [batch × output].", Batch, size);
        }
        else
        {
            graph.Output(Output, $"The predictions{names}, [batch × time × output].", Batch, Time, size);
        }
    }

    // The prediction: the output in raw units, after the inverse of the link.
    private static void AddOutput(OnnxGraph graph, ModelGraph model, string values)
    {
        if (model.OutputScaler is { } scaler)
        {
            values = ScaleWriter.Unscale(graph, values, scaler);
        }

        values = Link(model) switch
        {
            RnnLink.Log => graph.Add("Exp", [values]),
            RnnLink.Logit => graph.Add("Sigmoid", [values]),
            RnnLink.MultinomialLogit => graph.Add("Softmax", [values], AttributeProto.Of("axis", -1L)),
            _ => values,
        };
        if (model.OutputStep == RnnOutputStep.Every)
        {
            values = graph.Add("Transpose", [values], AttributeProto.Of("perm", [1L, 0, 2]));
        }

        graph.Rename(values, Output);
    }

    private static RnnLink Link(ModelGraph model) => model.Training?.Loss.Link(model.Layers[^1] switch
    {
        DenseLayer { Softmax: true } => RnnOutputActivation.Softmax,
        DenseLayer { IsOutput: not false, Activation.Kind: RnnActivation.Sigmoid } => RnnOutputActivation.Sigmoid,
        _ => RnnOutputActivation.Identity,
    }) ?? RnnLink.Identity;
}
