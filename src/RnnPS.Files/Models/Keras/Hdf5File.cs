using PureHDF;
using PureHDF.VOL.Native;

namespace RnnPS.Files;

/// <summary>
/// An HDF5 file from anywhere. What is wrong with it is one error, sizes are compared with the file before memory is taken, and no
/// other file is read because of it.
/// </summary>
internal sealed class Hdf5File : IDisposable
{
    private const int SuperblockBytes = 24;
    private const int AddressBytes = 8;

    private readonly NativeFile _file;

    private Hdf5File(NativeFile file, long length, MemoryLimit memory)
    {
        _file = file;
        Length = length;
        Memory = memory;
    }

    /// <summary>The first bytes of an HDF5 file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>The number of bytes of the file.</summary>
    public long Length { get; }

    /// <summary>The limit of the memory that its numbers may take.</summary>
    public MemoryLimit Memory { get; }

    /// <summary>The root.</summary>
    public Hdf5Group Root => new(this, _file, string.Empty);

    /// <summary>Opens a file.</summary>
    /// <param name="stream">The file, which can seek. It stays open.</param>
    /// <param name="memory">The limit of the memory that its numbers may take.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The file.</returns>
    /// <exception cref="RnnException">
    /// It is damaged (<see cref="RnnErrorId.ModelFile"/>) or has links that are not followed (<see cref="RnnErrorId.ModelUnsupported"/>).
    /// </exception>
    public static Hdf5File Open(Stream stream, MemoryLimit memory, CancellationToken cancellation)
    {
        RequireAddresses(stream);
        Hdf5Links.RequireNoSoftLinks(stream);
        stream.Position = 0;
        NativeFile file = Guard(() => H5File.Open(new GuardedStream(stream, cancellation), leaveOpen: true));
        return new Hdf5File(file, stream.Length, memory);
    }

    /// <summary>Reads a part of a file, and turns every failure of the library into one error.</summary>
    /// <typeparam name="T">The type of the part.</typeparam>
    /// <param name="read">Reads it.</param>
    /// <returns>The part.</returns>
    /// <exception cref="RnnException">It can't be read (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is not (RnnException or OperationCanceledException))
        {
            // The library has no exception of its own: a damaged file gives nine kinds, from Exception to OutOfMemoryException.
            throw ModelFaults.Damaged("has an HDF5 structure that can't be read", fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // What looks for links knows the usual size of addresses only.
    private static void RequireAddresses(Stream stream)
    {
        Span<byte> start = stackalloc byte[SuperblockBytes];
        stream.Position = 0;
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.StartsWith(Signature))
        {
            throw ModelFaults.Damaged("is not an HDF5 file");
        }

        int version = start[Signature.Length];
        int sizes = version < 2 ? 13 : 9;
        if (start[sizes] != AddressBytes || start[sizes + 1] != AddressBytes)
        {
            throw ModelFaults.Damaged("is an HDF5 file with addresses of another size than 8 bytes");
        }
    }
}
