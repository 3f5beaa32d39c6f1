namespace RnnPS.Files;

/// <summary>A recurrent layer: its options, and the layers that hold its cells.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Part">The part of the layer in the file that has the weights: empty, or an attribute of a wrapper with a slash.</param>
internal sealed record KerasRecurrent(KerasLayer Layer, string Part = "")
{
    /// <summary>Whether the layer outputs at every timestep.</summary>
    public bool ReturnsSequences => Layer.Flag("return_sequences");

    /// <summary>Whether the layer reads from the last timestep to the first.</summary>
    public bool GoesBackwards { get; init; } = Layer.Flag("go_backwards");

    /// <summary>Whether the layer starts at the state where the batch before ended.</summary>
    public bool IsStateful => Layer.Flag("stateful");

    /// <summary>Whether the layer outputs zeros at masked timesteps.</summary>
    public bool ZeroesMasked => Layer.Flag("zero_output_for_mask");

    /// <summary>Whether a layer is recurrent.</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>True for a layer with cells, but not for Bidirectional.</returns>
    public static bool Is(KerasLayer layer) =>
        layer.Class == "RNN" || (KerasCell.Kind(layer.Class) is not null && !layer.Class.EndsWith("Cell", StringComparison.Ordinal));

    /// <summary>The two layers of a Bidirectional layer, in the order of their outputs.</summary>
    /// <param name="wrapper">The layer.</param>
    /// <returns>The layers. They read in opposite directions.</returns>
    public static (KerasRecurrent First, KerasRecurrent Second) OfBidirectional(KerasLayer wrapper)
    {
        KerasLayer inner = wrapper.Layers("layer") is [var only] ? only : throw wrapper.BadOption("layer");
        KerasRecurrent first = new(inner, "forward_layer/");
        // Without a layer of its own, the second is the first in the other direction.
        KerasRecurrent second = wrapper.Layers("backward_layer") is [var own]
            ? new(own, "backward_layer/")
            : new(inner, "backward_layer/") { GoesBackwards = !first.GoesBackwards };
        foreach (KerasLayer layer in (KerasLayer[])[first.Layer, second.Layer])
        {
            if (layer.IsCustom || !Is(layer))
            {
                throw layer.IsCustom ? KerasFaults.Custom(layer) : KerasFaults.Unknown(layer);
            }
        }

        return first.GoesBackwards != second.GoesBackwards && first.ReturnsSequences == second.ReturnsSequences
            ? (first, second)
            : throw KerasFaults.BadConfig($"gives {wrapper} two layers of the same direction, or of which only one returns sequences");
    }

    /// <summary>Gets the merge of a Bidirectional layer.</summary>
    /// <param name="wrapper">The layer.</param>
    /// <returns>The merge.</returns>
    public static RnnMerge Merge(KerasLayer wrapper) => !wrapper.Has("merge_mode") ? RnnMerge.Concat : wrapper.Word("merge_mode") switch
    {
        "concat" => RnnMerge.Concat,
        "sum" => RnnMerge.Sum,
        "mul" => RnnMerge.Multiply,
        "ave" => RnnMerge.Average,
        null => throw KerasFaults.Create(wrapper, "has no merge_mode, so it has two outputs", "Save the model with merge_mode concat, sum, mul or ave"),
        _ => throw wrapper.BadOption("merge_mode"),
    };

    /// <summary>Reads the cell of one direction.</summary>
    /// <param name="wrapper">The Bidirectional layer.</param>
    /// <param name="reader">Reads a cell.</param>
    /// <param name="inputSize">The number of inputs; null if it is not known.</param>
    /// <returns>The cell.</returns>
    public RnnCell ReadOne(KerasLayer wrapper, KerasCell reader, int? inputSize) => Read(reader, inputSize) is [var cell] ? cell : throw KerasFaults.Create(
        wrapper, "reads a stack of cells in each direction before it merges them", "RnnPS merges after each layer. Train a stack of Bidirectional layers");

    /// <summary>Reads the cells of the layer.</summary>
    /// <param name="reader">Reads a cell.</param>
    /// <param name="inputSize">The number of inputs; null if it is not known.</param>
    /// <returns>The cells, from the input up: several of StackedRNNCells.</returns>
    public IReadOnlyList<RnnCell> Read(KerasCell reader, int? inputSize)
    {
        if (Layer.Class != "RNN")
        {
            return [reader.Read(Layer, Part + "cell", inputSize)];
        }

        KerasLayer cell = Layer.Layers("cell") is [var only] ? only : throw Layer.BadOption("cell");
        if (cell.IsCustom)
        {
            throw KerasFaults.Custom(cell);
        }

        return cell.Class == "StackedRNNCells" ? ReadStacked(reader, cell, inputSize) : [reader.Read(cell, Part + "cell", inputSize)];
    }

    private List<RnnCell> ReadStacked(KerasCell reader, KerasLayer stacked, int? inputSize)
    {
        List<RnnCell> cells = [];
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (KerasLayer cell in stacked.Layers("cells"))
        {
            if (cell.IsCustom)
            {
                throw KerasFaults.Custom(cell);
            }

            int earlier = counts.GetValueOrDefault(cell.Class);
            counts[cell.Class] = earlier + 1;
            cells.Add(reader.Read(cell, $"{Part}cell/cells/{ArchiveWeights.UniqueName(cell.Class, earlier)}", inputSize));
            inputSize = cells[^1].OutputSize;
        }

        return cells.Count > 0 ? cells : throw stacked.BadOption("cells");
    }
}
