using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>One operator of a graph.</summary>
[ProtoContract]
public sealed class NodeProto
{
    /// <summary>The names of the inputs. An empty name stands for an optional input that is left out.</summary>
    [ProtoMember(1)]
    public List<string> Input { get; } = [];

    /// <summary>The names of the outputs. An empty name stands for an output that nobody reads.</summary>
    [ProtoMember(2)]
    public List<string> Output { get; } = [];

    /// <summary>The name.</summary>
    [ProtoMember(3)]
    public string? Name { get; set; }

    /// <summary>The name of the operator, for example <c>LSTM</c>.</summary>
    [ProtoMember(4)]
    public string? OpType { get; set; }

    /// <summary>The constants of the operator.</summary>
    [ProtoMember(5)]
    public List<AttributeProto> Attribute { get; } = [];

    /// <summary>A text for people.</summary>
    [ProtoMember(6)]
    public string? DocString { get; set; }

    /// <summary>The domain of the operator; empty for ONNX itself.</summary>
    [ProtoMember(7)]
    public string? Domain { get; set; }
}
