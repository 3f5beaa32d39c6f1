using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>A tensor of constants that are mostly 0. Only its name is read.</summary>
[ProtoContract]
public sealed class SparseTensorProto
{
    /// <summary>The constants that are not 0. The name of the tensor is that of these.</summary>
    [ProtoMember(1)]
    public TensorProto? Values { get; set; }
}
