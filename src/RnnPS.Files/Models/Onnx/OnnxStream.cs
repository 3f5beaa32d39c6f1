namespace RnnPS.Files.Onnx;

/// <summary>Writes a model as one message of Protocol Buffers, with one tensor of weights in memory at a time.</summary>
/// <remarks>
/// The fields of a message may follow each other in any order, so the serialized graph without its weights, followed by the weights, is
/// the graph with its weights (protobuf.dev/programming-guides/encoding).
/// </remarks>
internal static class OnnxStream
{
    private const int GraphField = 7;
    private const int InitializerField = 5;
    private const int RawDataField = 9;
    private const int LengthDelimited = 2;

    /// <summary>Writes a model.</summary>
    /// <param name="stream">The stream to write to.</param>
    /// <param name="model">The model without its graph.</param>
    /// <param name="graph">The graph without its weights.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="RnnException">
    /// A weight is too large for single precision (<see cref="RnnErrorId.WeightNotFinite"/>), or the file would be too large
    /// (<see cref="RnnErrorId.ModelUnsupported"/>).
    /// </exception>
    public static void Write(
        Stream stream, ModelProto model, GraphProto graph, IReadOnlyList<OnnxTensor> weights, CancellationToken cancellation)
    {
        byte[] rest = Serialize(graph);
        byte[][] heads = [.. weights.Select(Head)];
        long length = rest.Length + heads.Sum(head => (long)head.Length) + weights.Sum(tensor => tensor.Length);
        byte[] start = [.. Serialize(model), .. FieldStart(GraphField, length)];
        RequireSize(start.Length + length);
        stream.Write(start);
        stream.Write(rest);
        var buffer = new byte[weights.Max(tensor => tensor.Length)];
        for (int i = 0; i < heads.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Memory<byte> elements = buffer.AsMemory(0, (int)weights[i].Length);
            elements.Span.Clear();
            weights[i].Fill(new FloatTensor(elements));
            stream.Write(heads[i]);
            stream.Write(elements.Span);
        }
    }

    // All of a tensor that comes before its elements.
    private static byte[] Head(OnnxTensor tensor)
    {
        byte[] content = [.. Serialize(tensor.Head), .. FieldStart(RawDataField, tensor.Length)];
        return [.. FieldStart(InitializerField, content.Length + tensor.Length), .. content];
    }

    private static byte[] Serialize<T>(T message)
    {
        using var stream = new MemoryStream();
        OnnxMessages.Instance.Serialize(stream, message);
        return stream.ToArray();
    }

    // The number and the length of a field, as base-128 varints. The field's numbers take one byte.
    private static List<byte> FieldStart(int field, long length)
    {
        List<byte> bytes = [(byte)((field << 3) | LengthDelimited)];
        ulong rest = (ulong)length;
        for (; rest >= 0x80; rest >>= 7)
        {
            bytes.Add((byte)(rest | 0x80));
        }

        bytes.Add((byte)rest);
        return bytes;
    }

    // Protocol Buffers allow no longer message.
    private static void RequireSize(long bytes)
    {
        if (bytes > int.MaxValue)
        {
            throw new RnnException(
                RnnErrorId.ModelUnsupported,
                FormattableString.Invariant($"An ONNX file with the weights of this model would have {bytes} bytes, more than the 2 GB that it can have: ")
                + "export the model as .safetensors instead.",
                bytes);
        }
    }
}
