using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>The version of one domain's operators.</summary>
[ProtoContract]
public sealed class OperatorSetIdProto
{
    /// <summary>The domain; empty for the operators of ONNX itself.</summary>
    [ProtoMember(1)]
    public string? Domain { get; set; }

    /// <summary>The version.</summary>
    [ProtoMember(2)]
    public long Version { get; set; }
}
