using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RnnPS.Files;

/// <summary>Writes and reads files of training checkpoints. A file appears complete or not at all.</summary>
/// <remarks>
/// The format has five parts: the line <c>RnnPS checkpoint 1</c>; the length of the header in bytes, a 64-bit integer; the
/// header, JSON in UTF-8 with the properties of <see cref="TrainingCheckpoint"/> and <c>Count</c>, the number of values; the
/// values, in 64-bit floating point; and the SHA-256 hash of all bytes before it. Integers and values are little-endian.
/// </remarks>
public static class CheckpointFile
{
    private const int BlockValues = 1 << 16;
    private const int HashLength = SHA256.HashSizeInBytes;
    private static readonly byte[] Signature = "RnnPS checkpoint 1\n"u8.ToArray();

    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Writes a checkpoint. An existing file stays unchanged until the new one is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="cancellation">Stops the writing. An existing file is then unchanged.</param>
    /// <exception cref="RnnException">The file can't be written; ids as for <see cref="AtomicFile.Create"/>.</exception>
    public static void Write(string path, TrainingCheckpoint checkpoint, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(new Header(checkpoint, checkpoint.Values.Length), Json);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using AtomicFile file = AtomicFile.Create(path, force: false, noClobber: false);
        Put(Signature);
        Put(ToBytes(header.Length));
        Put(header);
        var block = new byte[BlockValues * sizeof(double)];
        foreach (double[] values in checkpoint.Values.Chunk(BlockValues))
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(block.AsSpan(i * sizeof(double)), values[i]);
            }

            Put(block.AsSpan(0, values.Length * sizeof(double)));
        }

        file.Stream.Write(hash.GetHashAndReset());
        file.Commit();

        void Put(ReadOnlySpan<byte> bytes)
        {
            file.Stream.Write(bytes);
            hash.AppendData(bytes);
        }
    }

    /// <summary>Reads a checkpoint. It takes no more memory than the file has bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The checkpoint.</returns>
    /// <exception cref="RnnException">
    /// The file does not exist (<see cref="RnnErrorId.FileNotFound"/>) or can't be read
    /// (<see cref="RnnErrorId.FileUnavailable"/>, <see cref="RnnErrorId.FileIsFolder"/>); or it is not a checkpoint, is
    /// incomplete or was changed (<see cref="RnnErrorId.CheckpointDamaged"/>).
    /// </exception>
    public static TrainingCheckpoint Read(string path, CancellationToken cancellation = default)
    {
        try
        {
            using FileStream file = Directory.Exists(path) ? throw FileFaults.IsFolder(path) : File.OpenRead(path);
            RequireWhole(file, cancellation);
            return ReadContent(file, cancellation);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw FileFaults.NotFound(path, fault);
        }
        catch (Exception fault) when (fault is JsonException)
        {
            throw Damaged(path, "has a header that can't be read, perhaps from another version of RnnPS. Restart the training.", fault);
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault) || fault is NotSupportedException)
        {
            throw FileFaults.CannotRead(path, fault);
        }
    }

    // Checks the signature and the checksum before anything of the content is believed.
    private static void RequireWhole(FileStream file, CancellationToken cancellation)
    {
        var signature = new byte[Signature.Length];
        if (file.ReadAtLeast(signature, signature.Length, throwOnEndOfStream: false) < signature.Length || !signature.AsSpan().SequenceEqual(Signature))
        {
            throw Damaged(file.Name, "is not a checkpoint: give a file that Optimize-RnnModel -Checkpoint wrote.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(signature);
        var block = new byte[BlockValues * sizeof(double)];
        long rest = file.Length - Signature.Length - HashLength;
        while (rest > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = file.Read(block, 0, (int)Math.Min(rest, block.Length));
            hash.AppendData(block, 0, read);
            rest = read == 0 ? -1 : rest - read;
        }

        var saved = new byte[HashLength];
        if (rest < 0
            || file.ReadAtLeast(saved, HashLength, throwOnEndOfStream: false) < HashLength
            || !hash.GetHashAndReset().AsSpan().SequenceEqual(saved))
        {
            throw Damaged(file.Name, "is incomplete or was changed: its checksum is wrong. Use another copy of the file, or restart the training.");
        }
    }

    private static TrainingCheckpoint ReadContent(FileStream file, CancellationToken cancellation)
    {
        file.Position = Signature.Length;
        long rest = file.Length - Signature.Length - sizeof(long) - HashLength;
        var lengthBytes = new byte[sizeof(long)];
        long length = rest < 0 || file.ReadAtLeast(lengthBytes, lengthBytes.Length, throwOnEndOfStream: false) < lengthBytes.Length
            ? -1
            : BinaryPrimitives.ReadInt64LittleEndian(lengthBytes);
        if (length < 0 || length > Math.Min(rest, Array.MaxLength))
        {
            throw new JsonException($"The header has {length} bytes.");
        }

        var bytes = new byte[length];
        file.ReadExactly(bytes);
        Header header = JsonSerializer.Deserialize<Header>(bytes, Json)!;
        long count = (rest - length) / sizeof(double);
        IReadOnlyList<int> lengths = header.Checkpoint.Lengths;
        if (header.Count != count || count > Array.MaxLength || lengths.Any(part => part < 0) || lengths.Sum(part => (long)part) != count)
        {
            throw Damaged(
                file.Name, "has a different number of values than its header says. Use another copy of the file, or restart the training.");
        }

        return header.Checkpoint with { Values = ReadValues(file, (int)count, cancellation) };
    }

    private static double[] ReadValues(FileStream file, int count, CancellationToken cancellation)
    {
        var values = new double[count];
        var block = new byte[BlockValues * sizeof(double)];
        for (int first = 0; first < count; first += BlockValues)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = Math.Min(BlockValues, count - first);
            file.ReadExactly(block, 0, read * sizeof(double));
            for (int i = 0; i < read; i++)
            {
                values[first + i] = BinaryPrimitives.ReadDoubleLittleEndian(block.AsSpan(i * sizeof(double)));
            }
        }

        return values;
    }

    private static RnnException Damaged(string path, string what, Exception? inner = null) =>
        new(RnnErrorId.CheckpointDamaged, $"'{path}' {what}", path, inner);

    private static byte[] ToBytes(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes;
    }

    private sealed record Header(TrainingCheckpoint Checkpoint, long Count);
}
