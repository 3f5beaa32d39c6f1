using RnnPS.Core.Tests;
using RnnPS.Files.Onnx;

namespace RnnPS.Files.Tests;

/// <summary>Mutated ONNX files, of bytes and of messages: each is read or refused with an error that has an id.</summary>
public sealed class OnnxFuzzTests
{
    private const long MostAllocated = 64 << 20;

    private static readonly string[] Operators =
    [
        "LSTM", "GRU", "RNN", "MatMul", "Gemm", "Add", "Sub", "Mul", "Div", "Neg", "Relu", "Softmax", "Exp", "Identity", "Cast", "Shape", "Size", "Gather", "Slice",
        "Split", "Concat", "Squeeze", "Unsqueeze", "Transpose", "Reshape", "Flatten", "Expand", "Tile", "Range", "ConstantOfShape", "Constant", "Where", "Equal",
        "ReduceSum", "ReduceMean", "ReduceProd", "BatchNormalization", "Dropout", "Clip", "Mean", "Sqrt", "Loop", "NoSuchOperator", "",
    ];

    private static readonly long[] Numbers = [0, 1, -1, 2, 3, 4, 5, 8, 16, 31, 1 << 16, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 1L << 40];

    [Fact]
    public void A_mutated_file_gives_a_model_or_an_error_with_an_id() => new MutatedFiles(
        (random, i, valid) => i % 3 == 0 ? MutateBytes(random, valid) : MutateMessages(random, valid),
        bytes =>
        {
            using var stream = new MemoryStream(bytes, writable: false);
            RnnModel model = new OnnxFormat().Read(stream, new ModelReadOptions(), CancellationToken.None).ToModel();
            Assert.InRange(model.ParameterCount, 1, 1 << 20);
            return model;
        },
        MostAllocated).Check([.. ValidFiles()]);

    private static IEnumerable<byte[]> ValidFiles()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            RnnModel model = Models.Random(new RandomNetwork(1 + (seed % 2), seed, Streams: false));
            if (OnnxRoundTripTests.Write(model, new ModelWriteOptions { Stateful = seed % 3 == 0, Lengths = seed % 3 == 1 }) is { } file)
            {
                yield return file;
            }
        }

        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "models", "onnx"), "*.onnx").Order(StringComparer.Ordinal))
        {
            yield return File.ReadAllBytes(file);
        }
    }

    private static byte[] MutateBytes(Random random, byte[] valid)
    {
        List<byte> bytes = [.. valid];
        int changes = random.Next(1, random.Next(4) == 0 ? 40 : 4);
        for (int change = 0; change < changes && bytes.Count > 0; change++)
        {
            int place = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes.RemoveRange(place, Math.Min(random.Next(1, 20), bytes.Count - place));
                    break;
                case 1:
                    bytes.InsertRange(place, bytes.GetRange(place, Math.Min(random.Next(1, 60), bytes.Count - place)));
                    break;
                case 2:
                    bytes[place] = random.Next(2) == 0 ? (byte)0xFF : (byte)random.Next(256);
                    break;
                default:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] MutateMessages(Random random, byte[] valid)
    {
        ModelProto model = OnnxMessages.Instance.Deserialize<ModelProto>(new ReadOnlyMemory<byte>(valid));
        GraphProto graph = model.Graph!;
        int changes = random.Next(1, 4);
        for (int change = 0; change < changes && graph.Node.Count > 0; change++)
        {
            NodeProto node = graph.Node[random.Next(graph.Node.Count)];
            MutateNode(random, graph, node);
            if (random.Next(3) == 0)
            {
                MutateTensor(random, model);
            }
        }

        using var stream = new MemoryStream();
        OnnxMessages.Instance.Serialize(stream, model);
        return stream.ToArray();
    }

    private static void MutateNode(Random random, GraphProto graph, NodeProto node)
    {
        string[] names = [.. graph.Node.SelectMany(other => other.Output), .. graph.Initializer.Select(tensor => tensor.Name ?? string.Empty), .. graph.Input.Select(input => input.Name ?? string.Empty), string.Empty, "nothing"];
        string Name() => names[random.Next(names.Length)];
        switch (random.Next(9))
        {
            case 0:
                node.OpType = random.GetItems(Operators, 1)[0];
                break;
            case 1 when node.Input.Count > 0:
                node.Input[random.Next(node.Input.Count)] = Name();
                break;
            case 2:
                node.Input.Insert(random.Next(node.Input.Count + 1), Name());
                break;
            case 3 when node.Input.Count > 0:
                node.Input.RemoveAt(random.Next(node.Input.Count));
                break;
            case 4 when node.Output.Count > 0:
                node.Output[random.Next(node.Output.Count)] = Name();
                break;
            case 5:
                graph.Node.Remove(node);
                break;
            case 6 when node.Attribute.Count > 0:
                AttributeProto attribute = node.Attribute[random.Next(node.Attribute.Count)];
                attribute.I = random.GetItems(Numbers, 1)[0];
                attribute.F = random.Next(2) == 0 ? float.NaN : (float)attribute.I;
                for (int i = 0; i < attribute.Ints.Count; i++)
                {
                    attribute.Ints[i] = random.Next(2) == 0 ? attribute.Ints[i] : random.GetItems(Numbers, 1)[0];
                }

                attribute.Type = random.Next(4) == 0 ? (AttributeType)random.Next(12) : attribute.Type;
                break;
            case 7:
                string[] keys = ["axis", "axes", "perm", "layout", "direction", "clip", "to", "transA", "transB", "start", "end", "keepdims", "allowzero", "input_forget", "activations"];
                node.Attribute.Add(random.Next(2) == 0
                    ? AttributeProto.Of(random.GetItems(keys, 1)[0], random.GetItems(Numbers, 1)[0])
                    : AttributeProto.Of(random.GetItems(keys, 1)[0], random.GetItems(Numbers, random.Next(5))));
                break;
            default:
                graph.Output[random.Next(graph.Output.Count)].Name = Name();
                break;
        }
    }

    private static void MutateTensor(Random random, ModelProto model)
    {
        TensorProto[] tensors =
        [
            .. model.Graph!.Initializer,
            .. model.Graph.Node.SelectMany(node => node.Attribute).Select(attribute => attribute.T).OfType<TensorProto>(),
        ];
        TensorProto? tensor = tensors.Length == 0 ? null : tensors[random.Next(tensors.Length)];
        switch (random.Next(6))
        {
            case 0 when tensor?.Dims.Count > 0:
                tensor.Dims[random.Next(tensor.Dims.Count)] = random.GetItems(Numbers, 1)[0];
                break;
            case 1 when tensor?.Dims.Count > 1:
                tensor.Dims.Reverse();
                break;
            case 2 when tensor is { DataType: ElementType.Int64, RawData.Length: >= 8 }:
                BitConverter.GetBytes(random.GetItems(Numbers, 1)[0]).CopyTo(tensor.RawData, 8 * random.Next(tensor.RawData.Length / 8));
                break;
            case 3 when tensor is not null:
                tensor.DataType = (ElementType)random.Next(25);
                break;
            case 4 when tensor is not null:
                tensor.DataLocation = 1;
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = random.Next(2) == 0 ? "../../etc/passwd" : "model.onnx" });
                break;
            default:
                model.OpsetImport[0].Version = random.Next(26);
                break;
        }
    }
}
