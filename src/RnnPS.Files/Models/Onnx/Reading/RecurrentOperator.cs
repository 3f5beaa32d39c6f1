namespace RnnPS.Files.Onnx;

/// <summary>Reads RNN, GRU and LSTM operators.</summary>
/// <remarks>https://onnx.ai/onnx/operators/onnx__LSTM.html, onnx__GRU.html, onnx__RNN.html, versions 7 to 22.</remarks>
internal static class RecurrentOperator
{
    private const int Sequence = 0;
    private const int SequenceLengths = 4;
    private const int InitialHidden = 5;
    private const int InitialCell = 6;

    /// <summary>Reads an operator.</summary>
    /// <param name="node">The operator.</param>
    /// <returns>Its outputs: Y, Y_h and for an LSTM Y_c.</returns>
    /// <exception cref="RnnException">
    /// RnnPS can't represent it (<see cref="RnnErrorId.ModelUnsupported"/>), or it is not as ONNX says (<see cref="RnnErrorId.ModelFile"/>).
    /// </exception>
    public static GraphValue[] Read(OnnxNode node)
    {
        if (node.Input(Sequence) is not Signal { Rank: 3 } x)
        {
            throw node.Unsupported($"reads {node.Input(Sequence)}, which is not the input of the model or the output of a layer with 3 axes");
        }

        bool isBatchFirst = node.Int("layout", 0) != 0;
        AxisPart[] timeAxis = x.Axes[isBatchFirst ? 1 : 0];
        AxisPart[] batch = x.Axes[isBatchFirst ? 0 : 1];
        ChainOutput input = x.Content.Resolve(node);
        AxisPart? time = Time(node, input, timeAxis);
        RequireFeatures(node, x, input);
        RequireLengths(node, Signal.SizeOf(timeAxis));
        var cells = new CellReader(node);
        if (x.Shape[2].Value is { } inputs && inputs != cells.InputSize)
        {
            throw node.Damaged(FormattableString.Invariant($"reads {x}, but has weights for {cells.InputSize} inputs"));
        }

        RequireInitialState(node, InitialHidden, cells.HiddenSize);
        if (cells.IsLstm)
        {
            RequireInitialState(node, InitialCell, cells.HiddenSize);
        }

        DirectedCell[] directed = [.. cells.Directions.Select((isReverse, i) =>
            new DirectedCell(node, isReverse, cells.HiddenSize, input.Chain, time, () => cells.Create(i)))];
        if (node.Reading.IsState(input.Chain.Input))
        {
            throw node.Unsupported($"reads '{MessageText.Excerpt(input.Chain.Input)}', which is also an initial state");
        }

        return Outputs(directed, timeAxis, batch, isBatchFirst, cells.IsLstm);
    }

    private static GraphValue[] Outputs(DirectedCell[] cells, AxisPart[] time, AxisPart[] batch, bool isBatchFirst, bool isLstm)
    {
        var hidden = new AxisPart(Extent.Of(cells[0].HiddenSize));
        AxisPart[] directions = cells.Length == 1 ? [] : [new AxisPart(Extent.Of(cells.Length))];
        AxisPart[] features = [.. directions, hidden];
        Signal Of(SignalStep step, params AxisPart[][] axes) =>
            new(new CellOutputs([.. cells.Select(cell => new CellOutput(cell, step))]), axes, features);
        Signal State(SignalStep step) => isBatchFirst ? Of(step, batch, directions, [hidden]) : Of(step, directions, batch, [hidden]);
        Signal y = isBatchFirst
            ? Of(SignalStep.Every, batch, time, directions, [hidden])
            : Of(SignalStep.Every, time, directions, batch, [hidden]);
        return isLstm ? [y, State(SignalStep.Final), State(SignalStep.CellState)] : [y, State(SignalStep.Final)];
    }

    private static AxisPart? Time(OnnxNode node, ChainOutput input, AxisPart[] axis)
    {
        if (input.Step != SignalStep.Every)
        {
            throw node.Unsupported("reads the final state of a layer as a sequence");
        }

        if (input.Chain.Activation is { } activation)
        {
            throw activation.Unsupported($"is below the {node.Operator} operator");
        }

        if (input.Chain.Cells.Count > 0)
        {
            return Signal.AreSame(axis, input.Chain.Time is { } known ? [known] : []) ? input.Chain.Time
                : throw node.Unsupported("runs over another axis than the layer below, for example over the batch instead of time");
        }

        AxisPart[] wide = [.. Signal.Wide(axis)];
        return wide.Length > 1 ? throw node.Unsupported("runs over an axis that is several axes of the graph's input")
            : wide.FirstOrDefault() ?? axis.FirstOrDefault();
    }

    private static void RequireFeatures(OnnxNode node, Signal x, ChainOutput input)
    {
        if (x.Features is { } features && !Signal.AreSame(x.Axes[2], features))
        {
            throw node.Unsupported($"reads {x}, whose last axis is not the features of the layer below");
        }

        if (x.Features is null && input.Chain.Layer is null && x.Axes[2].Length == 0 && x.Axes.All(axis => axis.Length == 0))
        {
            throw node.Unsupported("reads a value without time, batch and features");
        }
    }

    private static void RequireLengths(OnnxNode node, Extent time)
    {
        switch (node.Optional(SequenceLengths))
        {
            case null:
            case Constant<Extent> lengths when lengths.Elements.All(time.Equals):
                break;
            case GivenValue given:
                node.Reading.AddState(given.Input);
                break;
            case Signal { GraphInput: { } name }:
                node.Reading.AddState(name);
                break;
            case { } other:
                throw node.Unsupported($"ends before the last timestep: its sequence_lens is {other} of other lengths");
        }
    }

    private static void RequireInitialState(OnnxNode node, int index, int hidden)
    {
        string name = index == InitialHidden ? "initial_h" : "initial_c";
        GraphValue? state = node.Optional(index);
        switch (state)
        {
            case null:
            case Constant<double> zeros when zeros.Elements.All(value => value == 0):
                return;
            case Constant<double>:
                throw node.Unsupported($"has an {name} that is not zero");
            case GivenValue given:
                node.Reading.AddState(given.Input);
                break;
            case Signal { GraphInput: { } input }:
                node.Reading.AddState(input);
                break;
            case Signal:
                throw node.Unsupported($"has an {name} that is computed by another layer");
            default:
                throw node.Unsupported($"has an {name} that is not a number");
        }

        if (state.Rank != 3 || (state.Shape[2].Value is { } size && size != hidden))
        {
            throw node.Damaged(FormattableString.Invariant($"has an {name} of the shape {state}, but {hidden} units"));
        }
    }
}
