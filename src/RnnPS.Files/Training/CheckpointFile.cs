using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RnnPS.Files;

/// <summary>Writes and reads files of training checkpoints. A file appears complete or not at all.</summary>
/// <remarks>
/// The format has six parts: the line <c>RnnPS checkpoint 2</c>; the length of the header in bytes, a 64-bit integer; the
/// header, JSON in UTF-8 with the properties of <see cref="TrainingCheckpoint"/> and <c>Count</c>, the number of values; the
/// values, in 64-bit floating point; the kept model, as <see cref="ModelFile.ToBytes(RnnModel)"/> makes it; and the SHA-256 hash of all bytes
/// before it. Integers and values are little-endian. Version 1 had only the numbers of the kept model and not its cells.
/// </remarks>
public static class CheckpointFile
{
    private const int BlockValues = 1 << 16;
    private const int HashLength = SHA256.HashSizeInBytes;
    private static readonly byte[] Signature = "RnnPS checkpoint 2\n"u8.ToArray();
    private static readonly byte[] OldSignature = "RnnPS checkpoint 1\n"u8.ToArray();

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
        ArgumentNullException.ThrowIfNull(checkpoint.Kept);
        using var hash = SHA256.Create();
        using AtomicFile file = AtomicFile.Create(path, force: false, noClobber: false);
        using (var hashed = new CryptoStream(file.Stream, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            WriteHeader(hashed, checkpoint);
            var block = new byte[BlockValues * sizeof(double)];
            foreach (double[] values in checkpoint.Values.Chunk(BlockValues))
            {
                cancellation.ThrowIfCancellationRequested();
                TensorBlock.ToBytes(values, block.AsSpan(0, values.Length * sizeof(double)));
                hashed.Write(block, 0, values.Length * sizeof(double));
            }

            OwnFormat.Write(hashed, ModelGraph.Of(checkpoint.Kept), RnnPrecision.Double, cancellation);
        }

        file.Stream.Write(hash.Hash);
        file.Commit();
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
    public static TrainingCheckpoint Read(string path, CancellationToken cancellation = default) => InputFile.Read(path, file =>
    {
        Header header = ReadHeader(file, cancellation);
        double[] values = ReadValues(file, (int)header.Count, cancellation);
        return header.Checkpoint with { Values = values, Kept = ReadModel(file, MemoryLimit.None, cancellation) };
    });

    /// <summary>Reads only the model that a checkpoint keeps.</summary>
    /// <param name="file">The whole file. It can seek.</param>
    /// <param name="memory">The limit of the memory that the model takes.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The model.</returns>
    /// <exception cref="RnnException">The file is damaged, as for <see cref="Read"/>, or the model exceeds the memory.</exception>
    internal static RnnModel ReadKept(Stream file, MemoryLimit memory, CancellationToken cancellation)
    {
        Header header = ReadHeader(file, cancellation);
        file.Position += header.Count * sizeof(double);
        return ReadModel(file, memory, cancellation);
    }

    private static void WriteHeader(Stream stream, TrainingCheckpoint checkpoint)
    {
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(new Header(checkpoint, checkpoint.Values.Length), Json);
        var length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(Signature);
        stream.Write(length);
        stream.Write(header);
    }

    // Checks the signature and the checksum before anything of the content is believed.
    private static void RequireWhole(Stream file, CancellationToken cancellation)
    {
        var signature = new byte[Signature.Length];
        file.ReadAtLeast(signature, signature.Length, throwOnEndOfStream: false);
        if (!signature.AsSpan().SequenceEqual(Signature))
        {
            throw signature.AsSpan().SequenceEqual(OldSignature)
                ? Damaged("is a checkpoint of an earlier version, which does not have the whole model. Restart the training.")
                : Damaged("is not a checkpoint: give a file that Optimize-RnnModel -Checkpoint wrote.");
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
            throw Damaged("is incomplete or was changed: its checksum is wrong. Use another copy of the file, or restart the training.");
        }
    }

    // Leaves the stream at the values.
    private static Header ReadHeader(Stream file, CancellationToken cancellation)
    {
        RequireWhole(file, cancellation);
        file.Position = Signature.Length;
        long rest = file.Length - Signature.Length - sizeof(long) - HashLength;
        var lengthBytes = new byte[sizeof(long)];
        long length = rest < 0 || file.ReadAtLeast(lengthBytes, lengthBytes.Length, throwOnEndOfStream: false) < lengthBytes.Length
            ? -1
            : BinaryPrimitives.ReadInt64LittleEndian(lengthBytes);
        if (length < 0 || length > Math.Min(rest, Array.MaxLength))
        {
            throw BadHeader(null);
        }

        var bytes = new byte[length];
        file.ReadExactly(bytes);
        Header header = Parse(bytes);
        IReadOnlyList<int> lengths = header.Checkpoint.Lengths;
        long most = Math.Min((rest - length) / sizeof(double), Array.MaxLength);
        if (header.Count < 0 || header.Count > most || lengths.Any(part => part < 0) || lengths.Sum(part => (long)part) != header.Count)
        {
            throw Damaged("has a different number of values than its header says. Use another copy of the file, or restart the training.");
        }

        return header;
    }

    private static Header Parse(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<Header>(bytes, Json) ?? throw BadHeader(null);
        }
        catch (JsonException fault)
        {
            throw BadHeader(fault);
        }
    }

    private static double[] ReadValues(Stream file, int count, CancellationToken cancellation)
    {
        var values = new double[count];
        var block = new byte[BlockValues * sizeof(double)];
        for (int first = 0; first < count; first += BlockValues)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = Math.Min(BlockValues, count - first);
            file.ReadExactly(block, 0, read * sizeof(double));
            TensorBlock.FromBytes(block.AsSpan(0, read * sizeof(double)), values.AsSpan(first, read));
        }

        return values;
    }

    private static RnnModel ReadModel(Stream file, MemoryLimit memory, CancellationToken cancellation)
    {
        try
        {
            var reader = SafetensorsReader.Open(file, file.Length - HashLength, memory, cancellation);
            return OwnFormat.Read(reader).ToModel();
        }
        catch (RnnException error) when (error.Id != RnnErrorId.Memory)
        {
            throw Damaged($"has a model that can't be read. {error.Message}", error);
        }
    }

    private static RnnException BadHeader(Exception? inner) =>
        Damaged("has a header that can't be read, perhaps from another version of RnnPS. Restart the training.", inner);

    private static RnnException Damaged(string what, Exception? inner = null) =>
        new(RnnErrorId.CheckpointDamaged, $"The file {what}", what, inner);

    private sealed record Header(TrainingCheckpoint Checkpoint, long Count);
}
