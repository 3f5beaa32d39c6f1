using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>An ONNX file. Names and field numbers of all messages are those of onnx.proto (github.com/onnx/onnx).</summary>
[ProtoContract]
public sealed class ModelProto
{
    /// <summary>The version of the file format.</summary>
    [ProtoMember(1)]
    public long IrVersion { get; set; }

    /// <summary>The name of the program that wrote the file.</summary>
    [ProtoMember(2)]
    public string? ProducerName { get; set; }

    /// <summary>The version of the program that wrote the file.</summary>
    [ProtoMember(3)]
    public string? ProducerVersion { get; set; }

    /// <summary>A text for people.</summary>
    [ProtoMember(6)]
    public string? DocString { get; set; }

    /// <summary>The graph.</summary>
    [ProtoMember(7)]
    public GraphProto? Graph { get; set; }

    /// <summary>The versions of the operators, one for each domain.</summary>
    [ProtoMember(8)]
    public List<OperatorSetIdProto> OpsetImport { get; } = [];

    /// <summary>Named texts about the model.</summary>
    [ProtoMember(14)]
    public List<StringStringEntryProto> MetadataProps { get; } = [];

    /// <summary>How to train the model.</summary>
    [ProtoMember(20)]
    public List<SkippedProto> TrainingInfo { get; } = [];
}
