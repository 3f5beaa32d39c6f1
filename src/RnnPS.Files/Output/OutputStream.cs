namespace RnnPS.Files;

/// <summary>
/// A stream to a temporary file or a device. It reports failures such as a full disk as RnnPS errors that name the file that the user
/// gave, not the temporary file.
/// </summary>
internal sealed class OutputStream : Stream
{
    private readonly Stream _inner;
    private readonly string _target;

    /// <summary>Creates the stream.</summary>
    /// <param name="inner">The temporary file or the device. This stream closes it.</param>
    /// <param name="target">The path that errors name.</param>
    public OutputStream(Stream inner, string target)
    {
        _inner = inner;
        _target = target;
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => _inner.CanSeek;

    /// <inheritdoc/>
    public override bool CanWrite => _inner.CanWrite;

    /// <inheritdoc/>
    public override long Length => _inner.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _inner.Position;
        set => _inner.Position = value;
    }

    /// <inheritdoc/>
    public override void Flush() => Try(_inner.Flush);

    /// <summary>Flushes all data to the disk.</summary>
    public void FlushToDisk() => Try(() =>
    {
        if (_inner is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
        else
        {
            _inner.Flush();
        }
    });

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => _inner.Seek(offset, origin);

    /// <inheritdoc/>
    public override void SetLength(long value) => Try(() => _inner.SetLength(value));

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _inner.Write(buffer);
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            throw FileFaults.CannotWrite(_target, fault);
        }
    }

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write([value]);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Try(_inner.Dispose);
        }

        base.Dispose(disposing);
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            throw FileFaults.CannotWrite(_target, fault);
        }
    }
}
