using System.Globalization;

namespace RnnPS.Files.Onnx;

/// <summary>Writes recurrent layers as RNN, GRU and LSTM operators. Sequences are [time × batch × feature] between them.</summary>
internal sealed class RecurrentWriter
{
    private const string SequenceLengths = "sequence_lens";

    private readonly OnnxGraph _graph;

    // The names of the lengths, [batch], and of the sizes by which initial states are expanded to the batch. Empty if there are none.
    private readonly string _lengths;
    private readonly string _stateShape;
    private int _layers;
    private int _cells;

    /// <summary>Starts a stack of layers.</summary>
    /// <param name="graph">The graph to which the operators are added.</param>
    /// <param name="sequences">The name of the model's input, [time × batch] or [time × batch × feature].</param>
    /// <param name="options">Whether the graph has lengths and states.</param>
    public RecurrentWriter(OnnxGraph graph, string sequences, ModelWriteOptions options)
    {
        _graph = graph;
        _lengths = options.Lengths ? AddLengths(sequences) : string.Empty;
        _stateShape = options.Stateful
            ? graph.Add("Concat", [graph.Integers(1), Size(sequences, axis: 1), graph.Integers(1)], AttributeProto.Of("axis", 0L))
            : string.Empty;
    }

    /// <summary>Writes a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="x">The name of its input, [time × batch × input].</param>
    /// <param name="onlyLast">Whether only the final states are wanted.</param>
    /// <returns>The name of its output, [time × batch × output] or [batch × output].</returns>
    /// <exception cref="RnnException">The errors of <see cref="OnnxCell"/>.</exception>
    public string Write(RnnStackLayer layer, string x, bool onlyLast)
    {
        OnnxCell[] cells =
            [.. new[] { layer.Forward, layer.Reverse }.OfType<RnnCell>().Select(cell => new OnnxCell(cell, Text($"{nameof(RnnModel.Layers)}[{_cells++}]")))];
        string index = Text($"{_layers++}");
        string[] outputs = cells.Length == 2 && cells[0].Form != cells[1].Form
            ? [Operator([cells[0]], RnnDirection.Forward, index + "_forward", x, onlyLast), Operator([cells[1]], RnnDirection.Reverse, index + "_reverse", x, onlyLast)]
            : [Operator(cells, layer.Direction, index, x, onlyLast)];
        return Merge(outputs, layer, directions: onlyLast ? 0 : 1);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // Adds an input that may be left out: an initializer with the name of an input is its default. All lengths are then the whole
    // time, which the default −1 stands for, because no constant can have the size of a batch.
    private string AddLengths(string sequences)
    {
        _graph.Input(
            SequenceLengths, ElementType.Int32, "The number of timesteps of each sequence, [batch]. If left out, no sequence is padded.", "lengths");
        _graph.Int32(SequenceLengths, -1);
        string whole = _graph.Add("Cast", [Size(sequences, axis: 0)], AttributeProto.Of("to", (long)ElementType.Int32));
        string absent = _graph.Add("Equal", [SequenceLengths, _graph.Int32("no_length", -1)]);
        string lengths = _graph.Add("Where", [absent, whole, SequenceLengths]);
        return _graph.Add("Expand", [lengths, Size(sequences, axis: 1)]);
    }

    private string Size(string value, int axis) =>
        _graph.Add("Shape", [value], AttributeProto.Of("start", (long)axis), AttributeProto.Of("end", axis + 1L));

    // Writes one operator. Its output is [time × directions × batch × output], or only the last [directions × batch × output].
    private string Operator(OnnxCell[] cells, RnnDirection direction, string index, string x, bool onlyLast)
    {
        OnnxCell first = cells[0];
        bool isLstm = first.Operator == "LSTM";
        string prefix = $"layers.{index}.";
        List<string> inputs =
        [
            x,
            Stack(prefix + "W", cells, (cell, tensor) => cell.AddInputWeights(tensor), first.Rows, first.InputSize),
            Stack(prefix + "R", cells, (cell, tensor) => cell.AddRecurrentWeights(tensor), first.Rows, first.HiddenSize),
            cells.Any(cell => cell.HasBias) ? Stack(prefix + "B", cells, (cell, tensor) => cell.AddBiases(tensor), 2 * first.Rows) : string.Empty,
            _lengths,
            InitialState("h", index, cells),
        ];
        if (isLstm)
        {
            inputs.Add(InitialState("c", index, cells));
            inputs.Add(cells.Any(cell => cell.HasPeepholes) ? Stack(prefix + "P", cells, (cell, tensor) => cell.AddPeepholes(tensor), 3 * first.HiddenSize) : string.Empty);
        }

        string y = onlyLast ? string.Empty : prefix + "Y";
        string h = FinalState("h", index, cells) ?? (onlyLast ? prefix + "Y_h" : string.Empty);
        string c = isLstm ? FinalState("c", index, cells) ?? string.Empty : string.Empty;
        NodeProto node = _graph.Add(first.Operator, Trim(inputs), Trim([y, h, c]), Attributes(cells, direction));
        node.DocString = string.Join(" and ", cells.Select(cell => $"{cell.Name}, {cell}"));
        string output = onlyLast ? h : y;
        return first.Projection is { } projection
            ? _graph.Add("MatMul", [output, Stack(prefix + "projection", cells, (cell, tensor) => cell.AddProjection(tensor), projection.Rows, projection.Columns)])
            : output;
    }

    private static List<AttributeProto> Attributes(OnnxCell[] cells, RnnDirection direction)
    {
        string text = direction switch
        {
            RnnDirection.Forward => "forward",
            RnnDirection.Reverse => "reverse",
            _ => "bidirectional",
        };
        List<AttributeProto> attributes =
        [
            AttributeProto.Of("hidden_size", (long)cells[0].HiddenSize),
            AttributeProto.Of("direction", text),
            .. OnnxActivation.Attributes(cells),
        ];
        if (cells[0].Clip is { } clip)
        {
            attributes.Add(AttributeProto.Of("clip", clip));
        }

        if (cells[0].Variant is { } variant)
        {
            attributes.Add(variant);
        }

        return attributes;
    }

    // Adds one tensor of an array of each cell, [directions × …].
    private string Stack(string name, OnnxCell[] cells, Action<OnnxCell, FloatTensor> add, params ReadOnlySpan<int> dimensions) =>
        _graph.Tensor(name, [cells.Length, .. dimensions], tensor =>
        {
            foreach (OnnxCell cell in cells)
            {
                add(cell, tensor);
            }
        });

    // Adds an input that may be left out: then the initializer of zeros is its value. Its batch has one state, which all sequences share.
    private string InitialState(string part, string index, OnnxCell[] cells)
    {
        if (_stateShape.Length == 0)
        {
            return string.Empty;
        }

        string name = $"initial_{part}_{index}";
        _graph.Input(name, ElementType.Float, StateText("initial", part, cells), cells.Length, "states", cells[0].HiddenSize);
        _graph.Tensor(name, [cells.Length, 1, cells[0].HiddenSize], _ => { });
        return _graph.Add("Expand", [name, _stateShape]);
    }

    private string? FinalState(string part, string index, OnnxCell[] cells)
    {
        if (_stateShape.Length == 0)
        {
            return null;
        }

        string name = $"final_{part}_{index}";
        _graph.Output(name, StateText("final", part, cells), cells.Length, "batch", cells[0].HiddenSize);
        return name;
    }

    private static string StateText(string when, string part, OnnxCell[] cells)
    {
        string what = part == "c" ? "cell state" : cells[0].Projection is null ? "hidden state" : "hidden state before the projection";
        string rest = when == "initial" ? ". If left out, it is zeros." : ".";
        return $"The {when} {what} of {string.Join(" and ", cells.Select(cell => cell.Name))}, [directions × batch × hidden]{rest}";
    }

    // Merges the directions, which are an axis of one output or two outputs of their own, and removes their axis.
    private string Merge(string[] outputs, RnnStackLayer layer, int directions)
    {
        if (outputs.Length == 2 && layer.Merge == RnnMerge.Concat)
        {
            return Squeeze(_graph.Add("Concat", outputs, AttributeProto.Of("axis", -1L)), directions);
        }

        string both = outputs.Length == 1 ? outputs[0] : _graph.Add("Concat", outputs, AttributeProto.Of("axis", (long)directions));
        AttributeProto[] reduction = [AttributeProto.Of("axes", [(long)directions]), AttributeProto.Of("keepdims", 0L)];
        switch (layer.Merge)
        {
            case RnnMerge.Concat:
                long[] order = directions == 0 ? [1, 0, 2] : [0, 2, 1, 3];
                string ordered = _graph.Add("Transpose", [both], AttributeProto.Of("perm", order));
                long[] shape = directions == 0 ? [0, layer.OutputSize] : [0, 0, layer.OutputSize];
                return _graph.Add("Reshape", [ordered, _graph.Integers(shape)]);
            case RnnMerge.Sum:
                // The axes of a sum are an input, those of the others an attribute until operator set 18.
                return _graph.Add("ReduceSum", [both, _graph.Integers(directions)], reduction[1]);
            case RnnMerge.Multiply:
                return _graph.Add("ReduceProd", [both], reduction);
            case RnnMerge.Average:
                return _graph.Add("ReduceMean", [both], reduction);
            default:
                return Squeeze(both, directions);
        }
    }

    private string Squeeze(string value, int axis) => _graph.Add("Squeeze", [value, _graph.Integers(axis)]);

    // Empty names at the end stand for nothing.
    private static string[] Trim(List<string> names) => [.. names.Take(names.FindLastIndex(name => name.Length > 0) + 1)];
}
