using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>A tensor of constants.</summary>
/// <remarks>The packed lists are null if there are none, because an empty packed list would be written, too.</remarks>
[ProtoContract]
public sealed class TensorProto
{
    /// <summary>The sizes; none for a single number.</summary>
    [ProtoMember(1, IsPacked = false)]
    public List<long> Dims { get; } = [];

    /// <summary>The type of an element; other files may have types that are not in <see cref="ElementType"/>.</summary>
    [ProtoMember(2)]
    public ElementType DataType { get; set; }

    /// <summary>Elements of the type Float.</summary>
    [ProtoMember(4, IsPacked = true)]
    public List<float>? FloatData { get; set; }

    /// <summary>Elements of the type Int32 and of smaller types, and the bits of 16-bit floating point.</summary>
    [ProtoMember(5, IsPacked = true)]
    public List<int>? Int32Data { get; set; }

    /// <summary>Elements of the type Int64.</summary>
    [ProtoMember(7, IsPacked = true)]
    public List<long>? Int64Data { get; set; }

    /// <summary>The name.</summary>
    [ProtoMember(8)]
    public string? Name { get; set; }

    /// <summary>The elements in row-major order, little-endian. It takes the place of the typed lists.</summary>
    [ProtoMember(9)]
    public byte[]? RawData { get; set; }

    /// <summary>Elements of the type Double.</summary>
    [ProtoMember(10, IsPacked = true)]
    public List<double>? DoubleData { get; set; }

    /// <summary>Elements of the types Uint32 and Uint64.</summary>
    [ProtoMember(11, IsPacked = true)]
    public List<ulong>? Uint64Data { get; set; }

    /// <summary>A text for people.</summary>
    [ProtoMember(12)]
    public string? DocString { get; set; }

    /// <summary>Where the elements are if they are in another file.</summary>
    [ProtoMember(13)]
    public List<StringStringEntryProto> ExternalData { get; } = [];

    /// <summary>0 if the elements are in this message, 1 if they are in another file.</summary>
    [ProtoMember(14)]
    public int DataLocation { get; set; }
}
