using System.Buffers.Binary;
using System.Globalization;

namespace RnnPS.Files.Onnx;

/// <summary>Collects the operators of a graph, in the order in which they run, and the tensors between them.</summary>
internal sealed class OnnxGraph
{
    private readonly GraphProto _graph = new() { Name = "rnnps" };
    private readonly HashSet<string> _constants = [];
    private readonly List<OnnxTensor> _weights = [];

    /// <summary>Adds an operator with one output.</summary>
    /// <param name="operation">The name of the operator.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="attributes">Its constants.</param>
    /// <returns>The name of the output.</returns>
    public string Add(string operation, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
    {
        string name = NextName(operation);
        Add(operation, inputs, [name], attributes);
        return name;
    }

    /// <summary>Adds an operator.</summary>
    /// <param name="operation">The name of the operator.</param>
    /// <param name="inputs">The names of its inputs; empty for an input that is left out.</param>
    /// <param name="outputs">The names of its outputs; empty for an output that is left out.</param>
    /// <param name="attributes">Its constants.</param>
    /// <returns>The operator.</returns>
    public NodeProto Add(string operation, IEnumerable<string> inputs, IEnumerable<string> outputs, IEnumerable<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = operation, Name = NextName(operation) };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes);
        _graph.Node.Add(node);
        return node;
    }

    /// <summary>Adds a tensor of weights.</summary>
    /// <param name="name">The name in the graph.</param>
    /// <param name="dimensions">The sizes. A tensor without sizes is one number.</param>
    /// <param name="fill">Fills the elements when the file is written. What it leaves is 0.</param>
    /// <returns>The name in the graph.</returns>
    public string Tensor(string name, ReadOnlySpan<int> dimensions, Action<FloatTensor> fill)
    {
        var head = new TensorProto { Name = name, DataType = ElementType.Float };
        long bytes = sizeof(float);
        foreach (int size in dimensions)
        {
            head.Dims.Add(size);
            bytes *= size;
        }

        _weights.Add(new OnnxTensor(head, bytes, fill));
        return name;
    }

    /// <summary>Adds a vector of weights.</summary>
    /// <param name="name">The name in the graph.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="weight">The name of the array, for error messages.</param>
    /// <returns>The name in the graph.</returns>
    public string Vector(string name, RnnVector values, string weight) =>
        Tensor(name, [values.Length], tensor => tensor.Add(values.AsSpan(), weight));

    /// <summary>Adds a matrix of weights.</summary>
    /// <param name="name">The name in the graph.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="weight">The name of the array, for error messages.</param>
    /// <returns>The name in the graph.</returns>
    public string Matrix(string name, RnnMatrix values, string weight) =>
        Tensor(name, [values.Rows, values.Columns], tensor => tensor.Add(values.AsSpan(), weight));

    /// <summary>Returns a number as a tensor without dimensions. Equal numbers share one.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The name in the graph.</returns>
    public string Scalar(float value)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"number_{value:R}");
        if (_constants.Add(name))
        {
            Tensor(name, [], tensor => tensor.Add(value, name));
        }

        return name;
    }

    /// <summary>Returns a list of 64-bit integers as a tensor. Equal lists share one.</summary>
    /// <param name="values">The integers.</param>
    /// <returns>The name in the graph.</returns>
    public string Integers(params long[] values)
    {
        string name = "integers_" + string.Join('_', values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
        if (_constants.Add(name))
        {
            var bytes = new byte[values.Length * sizeof(long)];
            for (int i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
            }

            _graph.Initializer.Add(new TensorProto { Name = name, DataType = ElementType.Int64, Dims = { values.Length }, RawData = bytes });
        }

        return name;
    }

    /// <summary>Adds a list of one 32-bit integer.</summary>
    /// <param name="name">The name in the graph.</param>
    /// <param name="value">The integer.</param>
    /// <returns>The name in the graph.</returns>
    public string Int32(string name, int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _graph.Initializer.Add(new TensorProto { Name = name, DataType = ElementType.Int32, Dims = { 1 }, RawData = bytes });
        return name;
    }

    /// <summary>Adds an input of the graph. An initializer of the same name is its default.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="doc">What it is.</param>
    /// <param name="dimensions">Its sizes.</param>
    public void Input(string name, ElementType type, string doc, params IEnumerable<DimensionProto> dimensions) =>
        _graph.Input.Add(Value(name, type, doc, dimensions));

    /// <summary>Adds an output of the graph.</summary>
    /// <param name="name">The name.</param>
    /// <param name="doc">What it is.</param>
    /// <param name="dimensions">Its sizes.</param>
    public void Output(string name, string doc, params IEnumerable<DimensionProto> dimensions) =>
        _graph.Output.Add(Value(name, ElementType.Float, doc, dimensions));

    /// <summary>Writes the graph as a file.</summary>
    /// <param name="stream">The stream to write to.</param>
    /// <param name="model">What a file says besides its graph.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="RnnException">The errors of <see cref="OnnxStream.Write"/>.</exception>
    public void Write(Stream stream, ModelProto model, CancellationToken cancellation) =>
        OnnxStream.Write(stream, model, _graph, _weights, cancellation);

    /// <summary>Gives the output of an operator another name. No operator may read it yet.</summary>
    /// <param name="value">The name of the output.</param>
    /// <param name="name">The new name.</param>
    public void Rename(string value, string name)
    {
        List<string> outputs = _graph.Node.FindLast(node => node.Output.Contains(value))!.Output;
        outputs[outputs.IndexOf(value)] = name;
    }

    private string NextName(string operation) => string.Create(CultureInfo.InvariantCulture, $"{operation}_{_graph.Node.Count}");

    private static ValueInfoProto Value(string name, ElementType type, string doc, IEnumerable<DimensionProto> dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(dimensions);
        return new ValueInfoProto
        {
            Name = name,
            DocString = doc,
            Type = new TypeProto { TensorType = new TensorTypeProto { ElemType = type, Shape = shape } },
        };
    }
}
