using System.Buffers.Binary;

namespace RnnPS.OnnxModels;

/// <summary>A model as messages of onnx.proto: operators in the order in which they run, and the tensors between them.</summary>
internal sealed class OnnxGraph
{
    // IR version 8 belongs to operator sets 14 to 18.
    private const int IrVersion = 8;
    private const int OperatorSet = 14;
    private const int FloatType = 1;
    private const int Int32Type = 6;
    private const int Int64Type = 7;

    private readonly List<ProtobufMessage> _nodes = [];
    private readonly List<ProtobufMessage> _inputs = [];
    private readonly List<ProtobufMessage> _outputs = [];
    private readonly List<ProtobufMessage> _initializers = [];

    /// <summary>Adds an input of the model. A dimension is a number, or a name if its size is known only at run time.</summary>
    public OnnxGraph Input(string name, string[] dimensions, bool integers = false)
    {
        _inputs.Add(ValueInfo(name, dimensions, integers ? Int32Type : FloatType));
        return this;
    }

    /// <summary>Adds an output of the model.</summary>
    public OnnxGraph Output(string name, string[] dimensions)
    {
        _outputs.Add(ValueInfo(name, dimensions, FloatType));
        return this;
    }

    /// <summary>Adds a tensor of weights.</summary>
    public OnnxGraph Weights(string name, int[] dimensions, float[] values) =>
        Initializer(name, dimensions, FloatType, sizeof(float), values, BinaryPrimitives.WriteSingleLittleEndian);

    /// <summary>Adds a list of integers that an operator takes as an input.</summary>
    public OnnxGraph Integers(string name, params long[] values) =>
        Initializer(name, [values.Length], Int64Type, sizeof(long), values, BinaryPrimitives.WriteInt64LittleEndian);

    /// <summary>Adds the next operator.</summary>
    public OnnxGraph Add(OnnxNode node)
    {
        _nodes.Add(node.ToMessage());
        return this;
    }

    /// <summary>Gets the model as the bytes of an ONNX file.</summary>
    public byte[] ToModel()
    {
        ProtobufMessage graph = new ProtobufMessage()
            .Repeat(_nodes, (message, node) => message.Message(1, node))
            .Text(2, "recurrent")
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

    private OnnxGraph Initializer<T>(string name, int[] dimensions, int type, int size, T[] values, Write<T> write)
    {
        byte[] raw = new byte[values.Length * size];
        for (int i = 0; i < values.Length; i++)
        {
            write(raw.AsSpan(i * size), values[i]);
        }

        _initializers.Add(new ProtobufMessage()
            .Repeat(dimensions, (tensor, dimension) => tensor.Number(1, dimension))
            .Number(2, type)
            .Text(8, name)
            .Bytes(9, raw));
        return this;
    }

    private delegate void Write<T>(Span<byte> destination, T value);
}
