namespace RnnPS.OnnxModels;

/// <summary>One operator of a graph: the names of its inputs and outputs, and its attributes.</summary>
/// <param name="operation">The operator's name, for example <c>LSTM</c>.</param>
internal sealed class OnnxNode(string operation)
{
    private readonly List<string> _inputs = [];
    private readonly List<string> _outputs = [];
    private readonly List<ProtobufMessage> _attributes = [];

    /// <summary>Adds the names of the next inputs. An empty name omits an optional input.</summary>
    public OnnxNode Input(params IEnumerable<string> names)
    {
        _inputs.AddRange(names);
        return this;
    }

    /// <summary>Adds the names of the next outputs. An empty name omits an optional output.</summary>
    public OnnxNode Output(params IEnumerable<string> names)
    {
        _outputs.AddRange(names);
        return this;
    }

    public OnnxNode Attribute(string name, long value) => Add(name, type: 2, attribute => attribute.Number(3, value));

    public OnnxNode Attribute(string name, float value) => Add(name, type: 1, attribute => attribute.Single(2, value));

    public OnnxNode Attribute(string name, string value) => Add(name, type: 3, attribute => attribute.Text(4, value));

    public OnnxNode Attribute(string name, IReadOnlyList<string> values) =>
        Add(name, type: 8, attribute => attribute.Repeat(values, (message, value) => message.Text(9, value)));

    public OnnxNode Attribute(string name, IReadOnlyList<float> values) =>
        Add(name, type: 6, attribute => attribute.Repeat(values, (message, value) => message.Single(7, value)));

    /// <summary>Gets the operator as a message of onnx.proto.</summary>
    public ProtobufMessage ToMessage() => new ProtobufMessage()
        .Repeat(_inputs, (message, name) => message.Text(1, name))
        .Repeat(_outputs, (message, name) => message.Text(2, name))
        .Text(4, operation)
        .Repeat(_attributes, (message, attribute) => message.Message(5, attribute));

    private OnnxNode Add(string name, int type, Action<ProtobufMessage> write)
    {
        ProtobufMessage attribute = new ProtobufMessage().Text(1, name);
        write(attribute);
        _attributes.Add(attribute.Number(20, type));
        return this;
    }
}
