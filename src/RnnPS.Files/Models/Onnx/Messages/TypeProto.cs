using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>The type of a value. The only kind here is the tensor.</summary>
[ProtoContract]
public sealed class TypeProto
{
    /// <summary>The type of a tensor; null if the value is something else.</summary>
    [ProtoMember(1)]
    public TensorTypeProto? TensorType { get; set; }
}
