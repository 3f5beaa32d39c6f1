using System.Runtime.CompilerServices;

namespace RnnPS.Files;

/// <summary>
/// A file whose reader may loop or recurse without end if the file says so: it fails when far more was read than the file holds, and
/// before the stack overflows.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="cancellation">Stops the reading.</param>
internal sealed class GuardedStream(Stream file, CancellationToken cancellation) : Stream
{
    // Structures are read more than once, and small files need a few reads at least.
    private const int MostReadings = 64;
    private const long LeastBytes = 1 << 22;

    // A read costs time even if it is short.
    private const int BytesPerRead = 64;

    private readonly BufferedStream _file = new(file, 1 << 16);
    private long _left = (file.Length * MostReadings) + LeastBytes;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => file.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _file.Position;
        set => _file.Position = value;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        cancellation.ThrowIfCancellationRequested();
        RuntimeHelpers.EnsureSufficientExecutionStack();
        _left -= buffer.Length + BytesPerRead;
        return _left >= 0 ? _file.Read(buffer) : throw new EndOfStreamException("The file was read too often.");
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => _file.Seek(offset, origin);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
