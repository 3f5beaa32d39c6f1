using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>Which value an attribute has.</summary>
[ProtoContract]
public enum AttributeType
{
    /// <summary>The file does not say.</summary>
    Undefined = 0,

    /// <summary>A number.</summary>
    Float = 1,

    /// <summary>An integer.</summary>
    Int = 2,

    /// <summary>A text.</summary>
    String = 3,

    /// <summary>A tensor.</summary>
    Tensor = 4,

    /// <summary>A graph.</summary>
    Graph = 5,

    /// <summary>Numbers.</summary>
    Floats = 6,

    /// <summary>Integers.</summary>
    Ints = 7,

    /// <summary>Texts.</summary>
    Strings = 8,

    /// <summary>Graphs.</summary>
    Graphs = 10,
}
