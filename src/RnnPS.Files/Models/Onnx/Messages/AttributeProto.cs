using System.Text;
using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>A named constant of an operator. Its type says which of the values it has.</summary>
/// <remarks>
/// The values are nullable, so that a 0 is written, too. Lists are not packed, because onnx.proto has the syntax proto2.
/// </remarks>
[ProtoContract]
public sealed class AttributeProto
{
    /// <summary>The name.</summary>
    [ProtoMember(1)]
    public string? Name { get; set; }

    /// <summary>A number.</summary>
    [ProtoMember(2)]
    public float? F { get; set; }

    /// <summary>An integer.</summary>
    [ProtoMember(3)]
    public long? I { get; set; }

    /// <summary>A text, as UTF-8.</summary>
    [ProtoMember(4)]
    public byte[]? S { get; set; }

    /// <summary>A tensor.</summary>
    [ProtoMember(5)]
    public TensorProto? T { get; set; }

    /// <summary>A graph, for an operator that runs one.</summary>
    [ProtoMember(6)]
    public SkippedProto? G { get; set; }

    /// <summary>Numbers.</summary>
    [ProtoMember(7, IsPacked = false)]
    public List<float> Floats { get; } = [];

    /// <summary>Integers.</summary>
    [ProtoMember(8, IsPacked = false)]
    public List<long> Ints { get; } = [];

    /// <summary>Texts, as UTF-8.</summary>
    [ProtoMember(9)]
    public List<byte[]> Strings { get; } = [];

    /// <summary>Graphs, for an operator that runs several.</summary>
    [ProtoMember(11)]
    public List<SkippedProto> Graphs { get; } = [];

    /// <summary>The type.</summary>
    [ProtoMember(20)]
    public AttributeType Type { get; set; }

    internal static AttributeProto Of(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    internal static AttributeProto Of(string name, float value) => new() { Name = name, Type = AttributeType.Float, F = value };

    internal static AttributeProto Of(string name, string value) =>
        new() { Name = name, Type = AttributeType.String, S = Encoding.UTF8.GetBytes(value) };

    internal static AttributeProto Of(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    internal static AttributeProto Of(string name, IEnumerable<float> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Floats };
        attribute.Floats.AddRange(values);
        return attribute;
    }

    internal static AttributeProto Of(string name, IEnumerable<string> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Strings };
        attribute.Strings.AddRange(values.Select(Encoding.UTF8.GetBytes));
        return attribute;
    }
}
