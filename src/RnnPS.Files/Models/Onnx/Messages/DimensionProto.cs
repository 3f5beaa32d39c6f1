using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>
/// One dimension (<c>TensorShapeProto.Dimension</c>): a size, or the name of one that is known only at run time, or neither.
/// </summary>
[ProtoContract]
public sealed class DimensionProto
{
    /// <summary>The size.</summary>
    [ProtoMember(1)]
    public long? DimValue { get; set; }

    /// <summary>The name of the size.</summary>
    [ProtoMember(2)]
    public string? DimParam { get; set; }

    /// <summary>Creates a dimension of a fixed size.</summary>
    /// <param name="size">The size.</param>
    public static implicit operator DimensionProto(long size) => new() { DimValue = size };

    /// <summary>Creates a dimension whose size is known only at run time.</summary>
    /// <param name="name">The name of the size.</param>
    public static implicit operator DimensionProto(string name) => new() { DimParam = name };
}
