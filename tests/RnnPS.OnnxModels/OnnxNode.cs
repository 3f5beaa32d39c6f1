using System.Buffers.Binary;

namespace RnnPS.OnnxModels;

/// <summary>
/// A model of one ONNX operator, in the messages of onnx.proto: its weights are initializers, and what is left of its inputs
/// are the model's.
/// </summary>
/// <param name="operation">The operator's name, as <c>LSTM</c>.</param>
internal sealed class OnnxNode(string operation)
{
    // IR version 8 is the one of operator set 14 to 18.
    private const int IrVersion = 8;
    private const int OperatorSet = 14;
    private const int FloatType = 1;
    private const int Int32Type = 6;

    private readonly List<string> _nodeInputs = [];
    private readonly List<string> _nodeOutputs = [];
    private readonly List<ProtobufMessage> _inputs = [];
    private readonly List<ProtobufMessage> _outputs = [];
    private readonly List<ProtobufMessage> _initializers = [];
    private readonly List<ProtobufMessage> _attributes = [];

    /// <summary>An input of the model; a dimension is a number, or a name for one that the run decides.</summary>
    public OnnxNode Input(string name, string[] dimensions, bool integers = false)
    {
        _nodeInputs.Add(name);
        _inputs.Add(ValueInfo(name, dimensions, integers ? Int32Type : FloatType));
        return this;
    }

    /// <summary>Weights, as an input of the operator.</summary>
    public OnnxNode Weights(string name, int[] dimensions, float[] values)
    {
        _nodeInputs.Add(name);
        byte[] raw = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        }

        _initializers.Add(new ProtobufMessage()
            .Repeat(dimensions, (tensor, dimension) => tensor.Number(1, dimension))
            .Number(2, FloatType)
            .Text(8, name)
            .Bytes(9, raw));
        return this;
    }

    /// <summary>An output of the operator and of the model.</summary>
    public OnnxNode Output(string name, string[] dimensions)
    {
        _nodeOutputs.Add(name);
        _outputs.Add(ValueInfo(name, dimensions, FloatType));
        return this;
    }

    public OnnxNode Attribute(string name, long value) => Add(name, type: 2, attribute => attribute.Number(3, value));

    public OnnxNode Attribute(string name, float value) => Add(name, type: 1, attribute => attribute.Single(2, value));

    public OnnxNode Attribute(string name, string value) => Add(name, type: 3, attribute => attribute.Text(4, value));

    public OnnxNode Attribute(string name, IReadOnlyList<string> values) =>
        Add(name, type: 8, attribute => attribute.Repeat(values, (message, value) => message.Text(9, value)));

    public OnnxNode Attribute(string name, IReadOnlyList<float> values) =>
        Add(name, type: 6, attribute => attribute.Repeat(values, (message, value) => message.Single(7, value)));

    /// <summary>The model as the bytes of a file.</summary>
    public byte[] ToModel()
    {
        ProtobufMessage node = new ProtobufMessage()
            .Repeat(_nodeInputs, (message, name) => message.Text(1, name))
            .Repeat(_nodeOutputs, (message, name) => message.Text(2, name))
            .Text(4, operation)
            .Repeat(_attributes, (message, attribute) => message.Message(5, attribute));
        ProtobufMessage graph = new ProtobufMessage()
            .Message(1, node)
            .Text(2, operation)
            .Repeat(_initializers, (message, tensor) => message.Message(5, tensor))
            .Repeat(_inputs, (message, input) => message.Message(11, input))
            .Repeat(_outputs, (message, output) => message.Message(12, output));
        return new ProtobufMessage()
            .Number(1, IrVersion)
            .Text(2, "RnnPS tests")
            .Message(7, graph)
            .Message(8, new ProtobufMessage().Text(1, string.Empty).Number(2, OperatorSet))
            .ToArray();
    }

    private static ProtobufMessage ValueInfo(string name, string[] dimensions, int type)
    {
        ProtobufMessage shape = new ProtobufMessage().Repeat(dimensions, (message, dimension) => message.Message(
            1,
            int.TryParse(dimension, out int number) ? new ProtobufMessage().Number(1, number) : new ProtobufMessage().Text(2, dimension)));
        ProtobufMessage tensor = new ProtobufMessage().Number(1, type).Message(2, shape);
        return new ProtobufMessage().Text(1, name).Message(2, new ProtobufMessage().Message(1, tensor));
    }

    private OnnxNode Add(string name, int type, Action<ProtobufMessage> write)
    {
        ProtobufMessage attribute = new ProtobufMessage().Text(1, name);
        write(attribute);
        _attributes.Add(attribute.Number(20, type));
        return this;
    }
}
