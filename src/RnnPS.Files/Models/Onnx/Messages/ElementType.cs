using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>The type of a tensor's elements (<c>TensorProto.DataType</c>).</summary>
[ProtoContract]
public enum ElementType
{
    /// <summary>The file does not say.</summary>
    Undefined = 0,

    /// <summary>32-bit floating point.</summary>
    Float = 1,

    /// <summary>Unsigned 8-bit integers.</summary>
    Uint8 = 2,

    /// <summary>8-bit integers.</summary>
    Int8 = 3,

    /// <summary>Unsigned 16-bit integers.</summary>
    Uint16 = 4,

    /// <summary>16-bit integers.</summary>
    Int16 = 5,

    /// <summary>32-bit integers.</summary>
    Int32 = 6,

    /// <summary>64-bit integers.</summary>
    Int64 = 7,

    /// <summary>Truth values.</summary>
    Bool = 9,

    /// <summary>16-bit floating point.</summary>
    Float16 = 10,

    /// <summary>64-bit floating point.</summary>
    Double = 11,

    /// <summary>Unsigned 32-bit integers.</summary>
    Uint32 = 12,

    /// <summary>Unsigned 64-bit integers.</summary>
    Uint64 = 13,

    /// <summary>The upper half of 32-bit floating point.</summary>
    BFloat16 = 16,
}
