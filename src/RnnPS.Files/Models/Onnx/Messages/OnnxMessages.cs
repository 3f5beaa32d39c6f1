using ProtoBuf;
using ProtoBuf.Meta;

namespace RnnPS.Files.Onnx;

/// <summary>Serializes the messages of ONNX. A source generator of protobuf-net writes the code, so nothing is compiled at run time.</summary>
[ProtoModel]
[ProtoSerializable(typeof(ModelProto))]
internal sealed partial class OnnxMessages : TypeModel;
