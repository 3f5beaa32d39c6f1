using ProtoBuf;

namespace RnnPS.Files.Onnx;

/// <summary>A graph that an operator runs, or information for a training. That there is one is all that is read of it.</summary>
[ProtoContract]
public sealed class SkippedProto;
