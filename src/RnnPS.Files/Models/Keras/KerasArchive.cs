using System.IO.Compression;

namespace RnnPS.Files;

/// <summary>The entries of a .keras file, which is a zip archive. They are read into memory, and no path of the archive is used.</summary>
/// <param name="archive">The archive.</param>
/// <param name="length">The number of bytes of the file.</param>
/// <param name="memory">The limit of the memory that an entry may take.</param>
internal sealed class KerasArchive(ZipArchive archive, long length, MemoryLimit memory) : IDisposable
{
    // Keras stores the weights as they are. Text becomes smaller, weights hardly.
    private const int MostCompression = 16;
    private const long MostText = 1 << 26;

    /// <summary>The first bytes of a zip archive.</summary>
    public static ReadOnlySpan<byte> Signature => "PK\u0003\u0004"u8;

    /// <summary>Opens an archive.</summary>
    /// <param name="stream">The file. It stays open.</param>
    /// <param name="memory">The limit of the memory that an entry may take.</param>
    /// <returns>The archive.</returns>
    public static KerasArchive Open(Stream stream, MemoryLimit memory) =>
        new(Guard(() => new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true)), stream.Length, memory);

    /// <summary>Whether the archive has an entry.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>True if it has.</returns>
    public bool Has(string name) => Guard(() => archive.Entries.Any(entry => entry.FullName == name));

    /// <summary>Reads a text.</summary>
    /// <param name="name">The name of the entry.</param>
    /// <returns>The text in UTF-8.</returns>
    public byte[] ReadText(string name) => Read(name, MostText);

    /// <summary>Reads weights.</summary>
    /// <param name="name">The name of the entry.</param>
    /// <returns>The file of the weights.</returns>
    public byte[] ReadWeights(string name) => Read(name, length * MostCompression);

    /// <inheritdoc/>
    public void Dispose() => archive.Dispose();

    private byte[] Read(string name, long most) => Guard(() =>
    {
        ZipArchiveEntry[] entries = [.. archive.Entries.Where(entry => entry.FullName == name)];
        if (entries is not [var only])
        {
            throw ModelFaults.Damaged(entries.Length == 0 ? $"is a zip archive without {name}" : $"has {name} more than once");
        }

        if (only.Length > most || only.Length > Array.MaxLength)
        {
            throw ModelFaults.Damaged($"claims more bytes for {name} than the file can hold");
        }

        memory.Require(only.Length, "Reading the model", "free some, or read a smaller model");
        using Stream stream = only.Open();
        var bytes = new byte[only.Length];
        stream.ReadExactly(bytes);
        // What follows the length that the archive says is not what Keras wrote.
        return stream.ReadByte() < 0 ? bytes : throw ModelFaults.Damaged($"has more bytes in {name} than it says");
    });

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is not (RnnException or OperationCanceledException))
        {
            throw ModelFaults.Damaged("has a zip structure that can't be read", fault);
        }
    }
}
