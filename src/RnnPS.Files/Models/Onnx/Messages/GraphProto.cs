using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>Operators in the order in which they run, and the tensors between them.</summary>
[ProtoContract]
public sealed class GraphProto
{
    /// <summary>The operators.</summary>
    [ProtoMember(1)]
    public List<NodeProto> Node { get; } = [];

    /// <summary>The name.</summary>
    [ProtoMember(2)]
    public string? Name { get; set; }

    /// <summary>The constant tensors. One with the name of an input is the value of that input if the caller gives none.</summary>
    [ProtoMember(5)]
    public List<TensorProto> Initializer { get; } = [];

    /// <summary>A text for people.</summary>
    [ProtoMember(10)]
    public string? DocString { get; set; }

    /// <summary>The inputs.</summary>
    [ProtoMember(11)]
    public List<ValueInfoProto> Input { get; } = [];

    /// <summary>The outputs.</summary>
    [ProtoMember(12)]
    public List<ValueInfoProto> Output { get; } = [];

    /// <summary>The constant tensors that are mostly 0.</summary>
    [ProtoMember(15)]
    public List<SparseTensorProto> SparseInitializer { get; } = [];
}
