using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>The name and the type of an input or output of a graph.</summary>
[ProtoContract]
public sealed class ValueInfoProto
{
    /// <summary>The name.</summary>
    [ProtoMember(1)]
    public string? Name { get; set; }

    /// <summary>The type.</summary>
    [ProtoMember(2)]
    public TypeProto? Type { get; set; }

    /// <summary>A text for people.</summary>
    [ProtoMember(3)]
    public string? DocString { get; set; }
}
