using System.Buffers.Binary;
using System.Text;

namespace RnnPS.OnnxModels;

/// <summary>
/// A message in the wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding). It supports only the types
/// that ONNX files need.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int Varint = 0;
    private const int Delimited = 2;
    private const int FourBytes = 5;

    private readonly List<byte> _bytes = [];

    public ProtobufMessage Number(int field, long value)
    {
        WriteVarint((ulong)((field << 3) | Varint));
        WriteVarint(unchecked((ulong)value));
        return this;
    }

    public ProtobufMessage Single(int field, float value)
    {
        WriteVarint((ulong)((field << 3) | FourBytes));
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public ProtobufMessage Bytes(int field, ReadOnlySpan<byte> value)
    {
        WriteVarint((ulong)((field << 3) | Delimited));
        WriteVarint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    public ProtobufMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufMessage Message(int field, ProtobufMessage value) => Bytes(field, value.ToArray());

    public ProtobufMessage Repeat<T>(IEnumerable<T> values, Action<ProtobufMessage, T> write)
    {
        foreach (T value in values)
        {
            write(this, value);
        }

        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    private void WriteVarint(ulong value)
    {
        while (value >= 0x80)
        {
            _bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }

        _bytes.Add((byte)value);
    }
}
