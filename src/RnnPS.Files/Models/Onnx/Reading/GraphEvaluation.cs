namespace RnnPS.Files.Onnx;

/// <summary>Runs a graph: its constants as numbers, and what depends on the sequences as layers.</summary>
internal sealed class GraphEvaluation
{
    // ONNX Runtime has less. The axes of a value are looked at often.
    private const int MostAxes = 64;

    private readonly GraphProto _graph;
    private readonly GraphReading _reading;
    private readonly Dictionary<string, GraphValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ValueInfoProto> _inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeProto> _makers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Extent> _sizes = new(StringComparer.Ordinal);

    private GraphEvaluation(GraphProto graph, GraphReading reading)
    {
        _graph = graph;
        _reading = reading;
        foreach (TensorProto tensor in graph.Initializer)
        {
            Add(_tensors, tensor.Name, tensor, isTaken: false);
        }

        foreach (ValueInfoProto input in graph.Input)
        {
            Add(_inputs, input.Name, input, isTaken: false);
        }

        foreach (SparseTensorProto tensor in graph.SparseInitializer)
        {
            Add(_values, tensor.Values?.Name, new UnknownValue(ModelFaults.Unsupported("sparse tensors")), _tensors.ContainsKey(tensor.Values?.Name ?? string.Empty));
        }

        foreach (NodeProto node in graph.Node)
        {
            foreach (string output in node.Output.Where(output => output.Length > 0))
            {
                Add(_makers, output, node, _tensors.ContainsKey(output) || _inputs.ContainsKey(output) || _values.ContainsKey(output));
            }
        }
    }

    /// <summary>Runs a graph as far as its outputs need it.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="reading">What is known of the whole file.</param>
    /// <returns>The value of each output.</returns>
    /// <exception cref="RnnException">The graph is not one of ONNX (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public static IReadOnlyList<GraphValue> Run(GraphProto graph, GraphReading reading)
    {
        var run = new GraphEvaluation(graph, reading);
        return [.. graph.Output.Select(output => run.Value(output.Name ?? string.Empty))];
    }

    private static void Add<T>(Dictionary<string, T> all, string? name, T value, bool isTaken)
    {
        if (name is null or "" || isTaken || !all.TryAdd(name, value))
        {
            throw ModelFaults.Damaged($"has no name for a value, or two values of the name '{MessageText.Excerpt(name ?? string.Empty)}'");
        }
    }

    // Runs the operators that a value needs, those below first. A chain of operators can be too long for a recursion.
    private GraphValue Value(string name)
    {
        var waiting = new Stack<string>([name]);
        HashSet<NodeProto> started = [];
        while (waiting.TryPeek(out string? next))
        {
            if (_values.ContainsKey(next) || Given(next))
            {
                waiting.Pop();
                continue;
            }

            NodeProto maker = _makers.GetValueOrDefault(next) ?? throw ModelFaults.Damaged($"needs the value '{MessageText.Excerpt(next)}', which nothing makes");
            string[] missing = [.. maker.Input.Where(input => input.Length > 0 && !_values.ContainsKey(input) && !Given(input))];
            if (missing.Length == 0)
            {
                waiting.Pop();
                Run(maker);
            }
            else if (started.Add(maker))
            {
                foreach (string input in missing)
                {
                    waiting.Push(input);
                }
            }
            else
            {
                throw ModelFaults.Damaged($"has a cycle of operators at the value '{MessageText.Excerpt(next)}'");
            }
        }

        return _values[name];
    }

    private void Run(NodeProto maker)
    {
        var node = new OnnxNode(maker, _reading);
        node.Take([.. maker.Input.Select(input => input.Length == 0 ? null : _values[input])]);
        _ = _reading.Take(0);
        GraphValue[] outputs = OperatorTable.Read(node);
        node.Release();
        if (Array.Find(outputs, output => output.Rank > MostAxes || output.Shape.Any(size => size.Value < 0)) is { } wrong)
        {
            throw node.Damaged($"has an output of the shape {wrong}");
        }

        for (int i = 0; i < maker.Output.Count; i++)
        {
            if (maker.Output[i].Length > 0)
            {
                _values[maker.Output[i]] = i < outputs.Length ? outputs[i]
                    : outputs is [UnknownValue unknown] ? unknown
                    : new UnknownValue(node.Unsupported(FormattableString.Invariant($"has the output {i}, which RnnPS does not compute")));
            }
        }
    }

    // Finds an initializer or an input of the graph. An initializer is the value of the input of its name.
    private bool Given(string name)
    {
        if (_tensors.TryGetValue(name, out TensorProto? tensor))
        {
            _values[name] = _reading.Read(tensor);
            return true;
        }

        if (!_inputs.TryGetValue(name, out ValueInfoProto? input))
        {
            return false;
        }

        TensorTypeProto? type = input.Type?.TensorType;
        Extent[] sizes = type?.Shape is { } shape ? [.. shape.Dim.Select(Size)] : [.. Enumerable.Range(0, RankOf(name)).Select(_ => Extent.NewSize())];
        _values[name] = new Signal(
            new ChainOutput(LayerChain.Of(name), SignalStep.Every), [.. sizes.Select(size => (AxisPart[])[new AxisPart(size)])], null)
        {
            IsInteger = type is { ElemType.IsFloatingPoint: false },
        };
        return true;
    }

    private Extent Size(DimensionProto dimension)
    {
        if (dimension.DimValue is > 0 and { } size)
        {
            return Extent.Of(size);
        }

        if (string.IsNullOrEmpty(dimension.DimParam))
        {
            return Extent.NewSize();
        }

        if (!_sizes.TryGetValue(dimension.DimParam, out Extent? named))
        {
            named = Extent.NewSize();
            _sizes.Add(dimension.DimParam, named);
        }

        return named;
    }

    // An input without a shape has as many axes as the first operator that reads it needs.
    private int RankOf(string name) => _graph.Node.Find(node => node.Input.Contains(name)) switch
    {
        { OpType: "Gather" } => 2,
        { Attribute: var attributes } when attributes.Find(attribute => attribute.Name == "perm") is { Ints.Count: > 0 and var count } => count,
        _ => 3,
    };
}
