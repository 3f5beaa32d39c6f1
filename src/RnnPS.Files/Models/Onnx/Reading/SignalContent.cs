namespace RnnPS.Files.Onnx;

/// <summary>What the layers below a value compute.</summary>
internal abstract record SignalContent
{
    /// <summary>The part of the axes that is time; null if no layer is recurrent, or the graph runs one timestep.</summary>
    public abstract AxisPart? Time { get; }

    /// <summary>Takes one timestep.</summary>
    /// <param name="isLast">Whether it is the last timestep and not the first.</param>
    /// <returns>The output at the timestep; null if there are no timesteps.</returns>
    public abstract SignalContent? AtStep(bool isLast);

    /// <summary>Makes the outputs of cells a layer.</summary>
    /// <param name="node">The operator that needs the layer.</param>
    /// <param name="merge">How the outputs of two cells are merged.</param>
    /// <returns>The output of the chain of layers.</returns>
    /// <exception cref="RnnException">The cells are no layer (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public abstract ChainOutput Resolve(OnnxNode node, RnnMerge merge = RnnMerge.Concat);
}

/// <summary>The output of a chain of layers.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Step">The timesteps of it: Every, Final or Last.</param>
internal sealed record ChainOutput(LayerChain Chain, SignalStep Step) : SignalContent
{
    /// <inheritdoc/>
    public override AxisPart? Time => Chain.Time;

    /// <inheritdoc/>
    public override SignalContent? AtStep(bool isLast)
    {
        // Layers without a state above the cells act on each timestep alone.
        bool isFinal = Chain.Cells.All(cell => cell.IsReverse != isLast);
        return Step == SignalStep.Every && (isFinal || isLast) ? this with { Step = isFinal ? SignalStep.Final : SignalStep.Last } : null;
    }

    /// <inheritdoc/>
    public override ChainOutput Resolve(OnnxNode node, RnnMerge merge = RnnMerge.Concat) => this;
}

/// <summary>The outputs of cells side by side, which may become a layer. Each has the size of its cell, first cell first.</summary>
/// <param name="Cells">The cells.</param>
internal sealed record CellOutputs(IReadOnlyList<CellOutput> Cells) : SignalContent
{
    /// <inheritdoc/>
    public override AxisPart? Time => Cells[0].Cell.Time;

    /// <inheritdoc/>
    public override SignalContent? AtStep(bool isLast) => Cells.All(output => output.Step == SignalStep.Every)
        ? new CellOutputs([.. Cells.Select(output => output with
        {
            Step = output.Cell.IsReverse != isLast ? SignalStep.Final : isLast ? SignalStep.Last : SignalStep.First,
        })])
        : null;

    /// <inheritdoc/>
    public override ChainOutput Resolve(OnnxNode node, RnnMerge merge = RnnMerge.Concat)
    {
        SignalStep step = Step(node);
        LayerChain input = Cells[0].Cell.Input;
        if (Cells is [var only])
        {
            return new ChainOutput(
                Projected(node, only.Cell.IsReverse ? input.Add(null, only.Cell) : input.Add(only.Cell, null), merge), step);
        }

        bool areLayer = Cells.Count == 2
            && Cells[0].Cell.IsReverse != Cells[1].Cell.IsReverse
            && ReferenceEquals(Cells[1].Cell.Input, input)
            && Cells[0].Cell.Time == Cells[1].Cell.Time;
        if (!areLayer)
        {
            throw node.Unsupported(FormattableString.Invariant($"reads the outputs of {Cells.Count} cells that are not the two directions of one layer"));
        }

        bool isSwapped = Cells[0].Cell.IsReverse;
        CellOutput forward = Cells[isSwapped ? 1 : 0];
        CellOutput reverse = Cells[isSwapped ? 0 : 1];
        if (isSwapped && merge == RnnMerge.Concat)
        {
            ChainOutput ordered = new CellOutputs([forward, reverse]).Resolve(node);
            var signal = new Signal(ordered, [], []);
            return (ChainOutput)SignalSelection.TakeFeatures(
                node, signal, [.. Enumerable.Range(forward.Size, reverse.Size), .. Enumerable.Range(0, forward.Size)]);
        }

        // The two projections of one layer are merged as the projected outputs are, which a product of outputs does not allow.
        bool isProjected = Cells.Any(output => output.Projection is not null);
        return isProjected && merge == RnnMerge.Multiply
            ? throw node.Unsupported("multiplies the projected outputs of two directions")
            : new ChainOutput(
                new CellOutputs([forward, reverse]).Projected(node, input.Add(forward.Cell, reverse.Cell, isProjected ? RnnMerge.Concat : merge), merge), step);
    }

    private SignalStep Step(OnnxNode node)
    {
        SignalStep[] steps = [.. Cells.Select(output => output.Step).Distinct()];
        return steps switch
        {
            [SignalStep.Every] => SignalStep.Every,
            [SignalStep.Final] => SignalStep.Final,
            _ when steps.Contains(SignalStep.CellState) => throw node.Unsupported("reads the cell state of an LSTM"),
            _ when steps.Contains(SignalStep.First) => throw node.Unsupported("reads the first timestep of a forward cell"),
            _ when steps.Contains(SignalStep.Every) => throw node.Unsupported("joins all timesteps of a cell to one timestep of another"),
            _ => SignalStep.Last,
        };
    }

    // Adds the projections of the cells as a dense layer: blocks of a diagonal, or for merged outputs one block below the other.
    private LayerChain Projected(OnnxNode node, LayerChain chain, RnnMerge merge)
    {
        if (Cells.All(output => output.Projection is null))
        {
            return chain;
        }

        bool isConcat = merge == RnnMerge.Concat;
        double factor = merge == RnnMerge.Average ? 0.5 : 1;
        int columns = isConcat ? Cells.Sum(output => output.Size) : Cells[0].Size;
        DenseLayer Create(int size)
        {
            var weights = new double[node.Reading.Take((long)size * columns)];
            int row = 0;
            int column = 0;
            foreach (CellOutput output in Cells)
            {
                for (int unit = 0; unit < output.Cell.HiddenSize; unit++, row++)
                {
                    for (int i = 0; i < output.Size; i++)
                    {
                        double weight = output.Projection is { } projection ? projection[unit, i] : unit == i ? 1 : 0;
                        weights[(row * columns) + column + i] = weight * factor;
                    }
                }

                column += isConcat ? output.Size : 0;
            }

            return new DenseLayer(new RnnMatrix(size, columns, weights), null, RnnActivation.Identity);
        }

        return chain.Add(Cells[0].Cell.Node, Create, (Cells[0].Projection, Cells[^1].Projection, merge));
    }
}

/// <summary>The output of a cell.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Step">The timesteps of it.</param>
/// <param name="Projection">A matrix that projects the output, [hidden × output]; null for none.</param>
internal sealed record CellOutput(DirectedCell Cell, SignalStep Step, RnnMatrix? Projection = null)
{
    /// <summary>The number of outputs.</summary>
    public int Size => Projection?.Columns ?? Cell.HiddenSize;
}

/// <summary>A cell of a recurrent operator in one direction.</summary>
/// <param name="node">The operator.</param>
/// <param name="isReverse">Whether it reads the sequence from its end.</param>
/// <param name="hiddenSize">The number of units.</param>
/// <param name="input">The layers below.</param>
/// <param name="time">The part of the axes that is time; null if the graph runs one timestep.</param>
/// <param name="create">Creates the cell.</param>
internal sealed class DirectedCell(
    OnnxNode node, bool isReverse, int hiddenSize, LayerChain input, AxisPart? time, Func<RnnCell> create)
{
    private readonly Lazy<RnnCell> _cell = new(create);

    /// <summary>The operator.</summary>
    public OnnxNode Node { get; } = node;

    /// <summary>Whether it reads the sequence from its end.</summary>
    public bool IsReverse { get; } = isReverse;

    /// <summary>The number of units.</summary>
    public int HiddenSize { get; } = hiddenSize;

    /// <summary>The layers below.</summary>
    public LayerChain Input { get; } = input;

    /// <summary>The part of the axes that is time; null if the graph runs one timestep.</summary>
    public AxisPart? Time { get; } = time;

    /// <summary>The cell.</summary>
    public RnnCell Cell => _cell.Value;
}
