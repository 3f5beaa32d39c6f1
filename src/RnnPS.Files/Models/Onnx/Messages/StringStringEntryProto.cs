using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>A key and a value, of the metadata or of where external data is.</summary>
[ProtoContract]
public sealed class StringStringEntryProto
{
    /// <summary>The key.</summary>
    [ProtoMember(1)]
    public string? Key { get; set; }

    /// <summary>The value.</summary>
    [ProtoMember(2)]
    public string? Value { get; set; }
}
