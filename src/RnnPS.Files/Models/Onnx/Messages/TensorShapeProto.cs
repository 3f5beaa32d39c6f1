using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>The shape of a tensor.</summary>
[ProtoContract]
public sealed class TensorShapeProto
{
    /// <summary>The sizes, one for each axis.</summary>
    [ProtoMember(1)]
    public List<DimensionProto> Dim { get; } = [];
}
