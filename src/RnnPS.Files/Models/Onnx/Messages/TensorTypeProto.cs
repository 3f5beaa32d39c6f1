using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>The type of a tensor (<c>TypeProto.Tensor</c>).</summary>
[ProtoContract]
public sealed class TensorTypeProto
{
    /// <summary>The type of an element.</summary>
    [ProtoMember(1)]
    public ElementType ElemType { get; set; }

    /// <summary>The sizes; null if nothing is known of them.</summary>
    [ProtoMember(2)]
    public TensorShapeProto? Shape { get; set; }
}
