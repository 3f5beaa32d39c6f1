namespace RnnPS.Files;

/// <summary>The layers and the metadata of RnnPS's own format in a safetensors file.</summary>
internal static class OwnFormat
{
    // A file with a description that older readers would not understand has a higher version.
    private const string Version = "1";

    // Keys of the metadata. Programs that read PyTorch's tensors look for the first one.
    private const string TorchKey = "format";
    private const string TorchValue = "pt";
    private const string VersionKey = "rnnps.version";
    private const string ModelKey = "rnnps.model";
    private const string TrainingKey = "rnnps.training";
    private const string DescriptionKey = "rnnps.description";

    private const string EmbeddingTensor = "embedding.weight";
    private const string ResidualsTensor = "rnnps.residuals";
    private const string HorizonTensor = "rnnps.horizon_errors";
    private const string Weight = "weight";
    private const string Bias = "bias";

    private static readonly int[] OnePart = [0];

    /// <summary>Whether a file has RnnPS's description of a model.</summary>
    /// <param name="reader">The file.</param>
    /// <returns>True if it has, in any version.</returns>
    public static bool Describes(SafetensorsReader reader) => reader.Text(VersionKey) is not null;

    /// <summary>Writes a model.</summary>
    /// <param name="stream">The stream to write to.</param>
    /// <param name="model">The model.</param>
    /// <param name="precision">The precision of the numbers.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="RnnException">A number is too large for the precision (<see cref="RnnErrorId.WeightNotFinite"/>).</exception>
    public static void Write(Stream stream, ModelGraph model, RnnPrecision precision, CancellationToken cancellation)
    {
        var writer = new SafetensorsWriter(precision);
        Dictionary<string, string> metadata = Add(writer, model);
        writer.Write(stream, [.. Head(Version), .. metadata], cancellation);
    }

    /// <summary>Reads a model.</summary>
    /// <param name="reader">The file.</param>
    /// <returns>The model.</returns>
    /// <exception cref="RnnException">
    /// The description or a tensor is not valid, or the version is not this one (<see cref="RnnErrorId.ModelFile"/>), there are other
    /// tensors (<see cref="RnnErrorId.ModelUnsupported"/>), or the constructor of a cell refuses a weight.
    /// </exception>
    public static ModelGraph Read(SafetensorsReader reader)
    {
        RequireVersion(reader, Version);
        ModelGraph graph = Take(reader);
        reader.RequireAllTaken();
        return graph;
    }

    /// <summary>The texts at the start of a file.</summary>
    /// <param name="version">The version of the description.</param>
    public static IEnumerable<KeyValuePair<string, string>> Head(string version) => [new(TorchKey, TorchValue), new(VersionKey, version)];

    /// <summary>Requires that a file has a description of a version.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="version">The version.</param>
    /// <exception cref="RnnException">It has another one (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public static void RequireVersion(SafetensorsReader reader, string version)
    {
        string found = reader.Text(VersionKey) ?? string.Empty;
        if (found != version)
        {
            throw ModelFaults.OtherVersion(found, $"{Version} or {ForecastFormat.Version}");
        }
    }

    /// <summary>Adds the tensors of a model to a file.</summary>
    /// <param name="writer">The file.</param>
    /// <param name="model">The model.</param>
    /// <returns>The texts that describe it.</returns>
    public static Dictionary<string, string> Add(SafetensorsWriter writer, ModelGraph model)
    {
        if (model.Layers[0] is EmbeddingLayer embedding)
        {
            writer.Add(EmbeddingTensor, embedding.Weights);
        }

        RnnStackLayer[] stack = [.. model.Layers.OfType<RecurrentLayer>().Select(layer => layer.Layer)];
        SavedLayer[] layers = [.. stack.Select(Saved)];
        bool hasBiases = HasBiases(layers);
        for (int layer = 0; layer < stack.Length; layer++)
        {
            RnnCell[] cells = [.. CellsOf(stack[layer])];
            for (int i = 0; i < cells.Length; i++)
            {
                AddCell(writer, cells[i], layers[layer].Cells[i], CellTensor.Suffix(layer, layers[layer].IsReverse(i)), hasBiases);
            }
        }

        SavedDense[] dense = [.. AddDense(writer, model.Layers.OfType<DenseLayer>())];
        if (model.Training?.Residuals is { } residuals)
        {
            writer.Add(ResidualsTensor, residuals);
        }

        if (model.Training?.HorizonErrors is { } horizon)
        {
            writer.Add(HorizonTensor, horizon.Errors);
        }

        return Metadata(model, layers, dense);
    }

    /// <summary>Reads the model that <see cref="Add"/> wrote.</summary>
    /// <param name="reader">The file.</param>
    /// <returns>The model.</returns>
    /// <exception cref="RnnException">As for <see cref="Read"/>.</exception>
    public static ModelGraph Take(SafetensorsReader reader)
    {
        SavedModel saved = SavedJson.Read<SavedModel>(reader.Text(ModelKey) ?? string.Empty, "the model");
        RequireNoNulls(saved.Layers, saved.Dense, saved.Layers.OfType<SavedLayer>().SelectMany(layer => layer.Cells));
        List<ModelLayer> layers = [];
        if (saved.HasEmbedding)
        {
            layers.Add(new EmbeddingLayer(reader.Matrix(EmbeddingTensor)));
        }

        bool hasBiases = HasBiases(saved.Layers);
        layers.AddRange(saved.Layers.Select((layer, index) => new RecurrentLayer(ReadLayer(reader, layer, index, hasBiases))));
        layers.AddRange(saved.Dense.Select((dense, index) => ReadDense(reader, dense, dense.Prefix(index))));
        return new ModelGraph
        {
            Layers = layers,
            OutputStep = saved.OutputStep,
            Dropout = saved.Dropout,
            InputScaler = saved.InputScaler,
            OutputScaler = saved.OutputScaler,
            KeepsScaling = saved.KeepsScaling,
            Training = ReadTraining(reader),
            Seed = saved.Seed,
            Description = reader.Text(DescriptionKey),
            MaskValue = saved.MaskValue,
        };
    }

    private static Dictionary<string, string> Metadata(ModelGraph model, SavedLayer[] layers, SavedDense[] dense)
    {
        var metadata = new Dictionary<string, string>
        {
            [ModelKey] = SavedJson.Write(new SavedModel
            {
                HasEmbedding = model.Layers[0] is EmbeddingLayer,
                Layers = layers,
                Dense = dense,
                OutputStep = model.OutputStep,
                Dropout = model.Dropout,
                InputScaler = model.InputScaler,
                OutputScaler = model.OutputScaler,
                KeepsScaling = model.KeepsScaling,
                Seed = model.Seed,
                MaskValue = model.MaskValue,
            }),
        };
        if (model.Training is { } training)
        {
            metadata[TrainingKey] = SavedJson.Write(SavedTraining.Of(training));
        }

        if (model.Description is { } description)
        {
            metadata[DescriptionKey] = description;
        }

        return metadata;
    }

    private static SavedLayer Saved(RnnStackLayer layer) => new(
        layer.Direction,
        layer.Merge,
        [.. CellsOf(layer).Select(cell => new SavedCell(CellForm.Of(cell), [.. CellArrays.Of(cell).Keys]))]);

    private static IEnumerable<RnnCell> CellsOf(RnnStackLayer layer) => ((RnnCell?[])[layer.Forward, layer.Reverse]).OfType<RnnCell>();

    // All cells of a module of PyTorch have biases, or none has.
    private static bool HasBiases(IEnumerable<SavedLayer> layers) =>
        layers.SelectMany(layer => layer.Cells).Any(cell => cell.IsTorch && cell.HasBias);

    private static void AddCell(SafetensorsWriter writer, RnnCell cell, SavedCell saved, string suffix, bool hasBiases)
    {
        var arrays = CellArrays.Of(cell);
        int columns = cell.InputWeights.Columns;
        foreach ((CellTensor tensor, bool isListed) in saved.Tensors(suffix, hasBiases))
        {
            tensor.Write(writer, isListed ? arrays[tensor.Array] : new RnnMatrix(1, columns, new double[columns]));
        }
    }

    private static IEnumerable<SavedDense> AddDense(SafetensorsWriter writer, IEnumerable<DenseLayer> layers)
    {
        foreach ((int index, DenseLayer layer) in layers.Index())
        {
            var saved = new SavedDense(layer.Activation, layer.Softmax, layer.Bias is not null, layer.IsOutput == true);
            writer.AddTransposed(saved.Prefix(index) + Weight, layer.Weights, OnePart);
            if (layer.Bias is { } bias)
            {
                writer.AddVector(saved.Prefix(index) + Bias, new RnnMatrix(1, bias.Length, bias.ToArray()), OnePart);
            }

            yield return saved;
        }
    }

    private static RnnStackLayer ReadLayer(SafetensorsReader reader, SavedLayer layer, int index, bool hasBiases)
    {
        RnnCell[] cells = [.. layer.Cells.Select((cell, place) =>
            ReadCell(reader, cell, CellTensor.Suffix(index, layer.IsReverse(place)), hasBiases))];
        return (layer.Direction, layer.Merge, cells) switch
        {
            (RnnDirection.Bidirectional, { } merge, [RnnCell forward, RnnCell reverse]) => new RnnStackLayer(forward, reverse, merge),
            (not RnnDirection.Bidirectional, null, [RnnCell cell]) => new RnnStackLayer(cell, layer.Direction),
            _ => throw ModelFaults.Damaged(FormattableString.Invariant($"describes layer {index} with {cells.Length} cells and the direction {layer.Direction}")),
        };
    }

    private static RnnCell ReadCell(SafetensorsReader reader, SavedCell cell, string suffix, bool hasBiases)
    {
        var arrays = new CellArrays();
        foreach ((CellTensor tensor, bool isListed) in cell.Tensors(suffix, hasBiases))
        {
            RnnMatrix values = tensor.Read(reader);
            // A program that changed the zeros of an absent bias means them.
            if (isListed || values.AsSpan().ContainsAnyExcept(0))
            {
                arrays[tensor.Array] = values;
            }
        }

        return arrays.ContainsKey(CellArray.InputWeights) && arrays.ContainsKey(CellArray.RecurrentWeights)
            ? cell.Form.ToCell(arrays)
            : throw ModelFaults.Damaged("describes a cell without weights");
    }

    private static DenseLayer ReadDense(SafetensorsReader reader, SavedDense dense, string prefix) => new(
        reader.Transposed(prefix + Weight, OnePart),
        dense.HasBias ? reader.Vector(prefix + Bias, OnePart) : null,
        dense.Activation,
        dense.Softmax)
    {
        IsOutput = dense.IsOutput,
    };

    private static RnnTraining? ReadTraining(SafetensorsReader reader)
    {
        if (reader.Text(TrainingKey) is not { } json)
        {
            return null;
        }

        SavedTraining saved = SavedJson.Read<SavedTraining>(json, "the training");
        RequireNoNulls(saved.InputNames, saved.TargetNames, saved.Classes);
        return saved.ToTraining(
            saved.HasResiduals ? reader.Matrix(ResidualsTensor) : null,
            saved.HorizonRows is null ? null : reader.Matrix(HorizonTensor));
    }

    /// <summary>Requires entries in lists of JSON, which may have null where the type of their elements has not.</summary>
    /// <param name="lists">The lists.</param>
    /// <exception cref="RnnException">An entry is null (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public static void RequireNoNulls(params IEnumerable<object?>[] lists)
    {
        if (lists.Any(list => list.Contains(null)))
        {
            throw ModelFaults.Damaged("has a description with an empty entry");
        }
    }
}
