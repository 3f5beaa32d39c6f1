namespace RnnPS.Files.Onnx;

/// <summary>Layers on top of each other, above an input of the graph. Equal chains are the same object.</summary>
internal sealed class LayerChain
{
    private readonly Dictionary<object, LayerChain> _above = [];

    private LayerChain(LayerChain? below, string input) => (Below, Input) = (below, input);

    /// <summary>The layers below the top; null for none.</summary>
    public LayerChain? Below { get; }

    /// <summary>The name of the graph input.</summary>
    public string Input { get; }

    /// <summary>Makes the layer on the top of as many inputs as are given; null if there are no layers.</summary>
    public Func<int, ModelLayer>? Layer { get; private init; }

    /// <summary>The operator that is the layer on the top.</summary>
    public OnnxNode? Node { get; private init; }

    /// <summary>The cells of the highest recurrent layer; empty if there is none.</summary>
    public IReadOnlyList<DirectedCell> Cells { get; private init; } = [];

    /// <summary>The operator above the highest recurrent layer that is an activation; null if all layers there are linear.</summary>
    public OnnxNode? Activation { get; private init; }

    /// <summary>Whether the layer on the top is a softmax.</summary>
    public bool IsSoftmax { get; private init; }

    /// <summary>Whether the layer on the top is the exponential that is a link of a loss function.</summary>
    public bool IsExponential { get; private init; }

    /// <summary>The part of the axes that is time; null if no layer is recurrent, or the graph runs one timestep.</summary>
    public AxisPart? Time => Cells.Count > 0 ? Cells[0].Time : null;

    /// <summary>Whether the graph input is rounded to integers.</summary>
    public bool IsRounded { get; private init; }

    /// <summary>Creates a chain without layers.</summary>
    /// <param name="input">The name of the graph input.</param>
    /// <param name="isRounded">Whether it is rounded to integers.</param>
    public static LayerChain Of(string input, bool isRounded = false) => new(null, input) { IsRounded = isRounded };

    /// <summary>Adds a layer.</summary>
    /// <param name="node">The operator that is the layer.</param>
    /// <param name="layer">Makes the layer of as many inputs as are given.</param>
    /// <param name="part">Tells layers of one operator apart; null if it has one.</param>
    /// <returns>The chain.</returns>
    /// <exception cref="RnnException">The layer below must be the last (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public LayerChain Add(OnnxNode node, Func<int, ModelLayer> layer, object? part = null) => Add((node, part), () => new LayerChain(this, Input)
    {
        Layer = layer,
        Node = node,
        Cells = Cells,
        Activation = Activation,
    });

    /// <summary>Adds an activation.</summary>
    /// <param name="node">The operator that is the activation.</param>
    /// <param name="activation">The function.</param>
    /// <param name="isSoftmax">Whether it is a softmax instead.</param>
    /// <returns>The chain.</returns>
    /// <exception cref="RnnException">The layer below must be the last (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public LayerChain Add(OnnxNode node, RnnActivationFunction activation, bool isSoftmax = false) => Add(node, () => new LayerChain(this, Input)
    {
        Layer = size => new ActivationLayer(size, activation, isSoftmax),
        Node = node,
        Cells = Cells,
        Activation = node,
        IsSoftmax = isSoftmax,
    });

    /// <summary>Adds the exponential that is a link of a loss function.</summary>
    /// <param name="node">The operator.</param>
    /// <returns>The chain.</returns>
    /// <exception cref="RnnException">The layer below must be the last (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public LayerChain AddExponential(OnnxNode node) => Add(node, () => new LayerChain(this, Input)
    {
        Node = node,
        Cells = Cells,
        Activation = node,
        IsExponential = true,
        Layer = _ => throw node.Unsupported("is not the link of a loss function"),
    });

    /// <summary>Adds a recurrent layer.</summary>
    /// <param name="forward">The cell that reads forward; null for none.</param>
    /// <param name="reverse">The cell that reads in reverse; null for none.</param>
    /// <param name="merge">How the outputs of two cells are merged.</param>
    /// <returns>The chain.</returns>
    public LayerChain Add(DirectedCell? forward, DirectedCell? reverse, RnnMerge merge = RnnMerge.Concat)
    {
        DirectedCell[] cells = [.. new[] { forward, reverse }.OfType<DirectedCell>()];
        return Add((forward, reverse, merge), () => new LayerChain(this, Input)
        {
            Node = cells[0].Node,
            Cells = cells,
            Layer = _ => new RecurrentLayer((forward, reverse) switch
            {
                ({ } first, { } second) => new RnnStackLayer(first.Cell, second.Cell, merge),
                ({ } only, _) => new RnnStackLayer(only.Cell),
                _ => new RnnStackLayer(reverse!.Cell, RnnDirection.Reverse),
            }),
        });
    }

    private LayerChain Add(object key, Func<LayerChain> create)
    {
        if (IsSoftmax)
        {
            throw Node!.Unsupported("is not the last layer");
        }

        if (IsExponential)
        {
            throw Node!.Unsupported("is not the last operator");
        }

        if (!_above.TryGetValue(key, out LayerChain? above))
        {
            above = create();
            _above.Add(key, above);
        }

        return above;
    }
}
