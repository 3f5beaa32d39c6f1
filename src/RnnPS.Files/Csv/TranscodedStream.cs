using System.Text;

namespace RnnPS.Files;

/// <summary>
/// Reads a file in another encoding as UTF-8. It keeps the text that it has decoded, so that a reader can go back even though
/// offsets in the text are not offsets in the file.
/// </summary>
internal sealed class TranscodedStream : Stream
{
    private const int BlockSize = 1 << 16;

    // U+FFFF is not a character, so no text has it. U+FFFD, the usual replacement, can be in a good file.
    private const string InvalidText = "\uFFFF";

    private readonly Stream _file;
    private readonly Decoder _decoder;
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private readonly byte[] _bytes = new byte[BlockSize];
    private readonly char[] _chars;
    private readonly byte[] _utf8;
    private readonly List<byte[]> _blocks = [];
    private long _decoded;
    private long _position;
    private bool _ended;

    /// <summary>Creates the stream.</summary>
    /// <param name="file">The file, at its start. This stream closes it.</param>
    /// <param name="encoding">The encoding of the file.</param>
    public TranscodedStream(Stream file, Encoding encoding)
    {
        _file = file;
        var marking = (Encoding)encoding.Clone();
        marking.DecoderFallback = new DecoderReplacementFallback(InvalidText);
        _decoder = marking.GetDecoder();
        _chars = new char[marking.GetMaxCharCount(BlockSize)];
        _utf8 = new byte[Encoding.UTF8.GetMaxByteCount(_chars.Length)];
    }

    /// <summary>What stands in the text for bytes that are not valid in the encoding.</summary>
    public static ReadOnlySpan<byte> Invalid => "\uFFFF"u8;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <summary>False, because the length is unknown until the end of the file. <see cref="Position"/> can go back all the same.</summary>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <summary>Unknown until the end of the file.</summary>
    public override long Length => throw new NotSupportedException();

    /// <summary>The position in the decoded text. It can be set only to a place that was read before.</summary>
    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, _decoded);
            _position = value;
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_position == _decoded)
        {
            if (_ended)
            {
                return 0;
            }

            DecodeBlock();
        }

        int offset = (int)(_position % BlockSize);
        int count = (int)Math.Min(Math.Min(buffer.Length, BlockSize - offset), _decoded - _position);
        _blocks[(int)(_position / BlockSize)].AsSpan(offset, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void DecodeBlock()
    {
        int read = _file.Read(_bytes);
        _ended = read == 0;
        int chars = _decoder.GetChars(_bytes.AsSpan(0, read), _chars, flush: _ended);
        int bytes = _encoder.GetBytes(_chars.AsSpan(0, chars), _utf8, flush: _ended);
        Append(_utf8.AsSpan(0, bytes));
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            int offset = (int)(_decoded % BlockSize);
            if (offset == 0)
            {
                _blocks.Add(new byte[BlockSize]);
            }

            int count = Math.Min(text.Length, BlockSize - offset);
            text[..count].CopyTo(_blocks[^1].AsSpan(offset));
            _decoded += count;
            text = text[count..];
        }
    }
}
