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

    /// <summary>32-bit integers.</summary>
    Int32 = 6,

    /// <summary>64-bit integers.</summary>
    Int64 = 7,

    /// <summary>Truth values.</summary>
    Bool = 9,

    /// <summary>64-bit floating point.</summary>
    Double = 11,
}
