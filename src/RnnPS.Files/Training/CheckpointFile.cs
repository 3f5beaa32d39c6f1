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
    /// <exception cref="RnnException">The file can't be written; ids as for <see cref="AtomicFile.Create"/>.</exception>
    public static void Write(string path, TrainingCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(new Header(checkpoint, checkpoint.Values.Length), Json);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using AtomicFile file = AtomicFile.Create(path, force: false, noClobber: false);
        Put(Signature);
        Put(ToBytes(header.Length));
        Put(header);
        Put(ToBytes(checkpoint.Values));
        file.Stream.Write(hash.GetHashAndReset());
        file.Commit();

        void Put(ReadOnlySpan<byte> bytes)
        {
            file.Stream.Write(bytes);
            hash.AppendData(bytes);
        }
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The checkpoint.</returns>
    /// <exception cref="RnnException">
    /// The file does not exist (<see cref="RnnErrorId.FileNotFound"/>) or can't be read
    /// (<see cref="RnnErrorId.FileUnavailable"/>, <see cref="RnnErrorId.FileIsFolder"/>); or it is not a checkpoint, is
    /// incomplete or was changed (<see cref="RnnErrorId.CheckpointDamaged"/>).
    /// </exception>
    public static TrainingCheckpoint Read(string path)
    {
        ReadOnlySpan<byte> bytes = ReadAll(path);
        if (!bytes.StartsWith(Signature))
        {
            throw Damaged(path, "is not a checkpoint: give a file that Optimize-RnnModel -Checkpoint wrote.");
        }

        if (bytes.Length < Signature.Length + sizeof(long) + HashLength
            || !SHA256.HashData(bytes[..^HashLength]).AsSpan().SequenceEqual(bytes[^HashLength..]))
        {
            throw Damaged(path, "is incomplete or was changed: its checksum is wrong. Use another copy of the file, or restart the training.");
        }

        try
        {
            long length = BinaryPrimitives.ReadInt64LittleEndian(bytes[Signature.Length..]);
            ReadOnlySpan<byte> content = bytes[(Signature.Length + sizeof(long))..^HashLength];
            Header header = JsonSerializer.Deserialize<Header>(content[..checked((int)length)], Json)!;
            double[] values = ToNumbers(content[(int)length..]);
            return header.Count == values.Length && header.Checkpoint.Lengths.Sum(part => (long)part) == values.Length
                ? header.Checkpoint with { Values = values }
                : throw Damaged(path, "has a different number of values than its header says. Use another copy of the file, or restart the training.");
        }
        catch (Exception fault) when (fault is JsonException or ArgumentOutOfRangeException or OverflowException)
        {
            throw Damaged(path, "has a header that can't be read, perhaps from another version of RnnPS. Restart the training.", fault);
        }
    }

    private static byte[] ReadAll(string path)
    {
        try
        {
            return Directory.Exists(path) ? throw FileFaults.IsFolder(path) : File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw FileFaults.NotFound(path, fault);
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            throw FileFaults.CannotRead(path, fault);
        }
    }

    private static RnnException Damaged(string path, string what, Exception? inner = null) =>
        new(RnnErrorId.CheckpointDamaged, $"'{path}' {what}", path, inner);

    private static byte[] ToBytes(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes;
    }

    private static byte[] ToBytes(double[] values)
    {
        var bytes = new byte[values.Length * sizeof(double)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        }

        return bytes;
    }

    private static double[] ToNumbers(ReadOnlySpan<byte> bytes)
    {
        var values = new double[bytes.Length / sizeof(double)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * sizeof(double))..]);
        }

        return values;
    }

    private sealed record Header(TrainingCheckpoint Checkpoint, int Count);
}
