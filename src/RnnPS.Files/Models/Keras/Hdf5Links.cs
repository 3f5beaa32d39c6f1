using System.Buffers.Binary;
using System.Reflection;
using PureHDF;
using PureHDF.VOL.Native;

namespace RnnPS.Files;

/// <summary>
/// Refuses what makes an HDF5 file lead elsewhere. PureHDF follows soft links without an end, external links and external data into
/// other files, and has no switch for that.
/// </summary>
internal static class Hdf5Links
{
    private const int BlockBytes = 1 << 20;

    // A node of a symbol table, where groups keep their links: a signature with a version, the number of entries, and the entries.
    private const int NodeHeadBytes = 8;
    private const int EntryBytes = 40;
    private const int LinkTypeOffset = 16;
    private const int SoftLink = 2;

    // HDF5 writes 8 by default.
    private const int MostEntries = 64;

    // Internal in PureHDF, whose version is fixed therefore.
    private static readonly PropertyInfo Header = Property(typeof(NativeObject), "Header");

    private static ReadOnlySpan<byte> NodeSignature => "SNOD\u0001"u8;

    /// <summary>Refuses a file with soft links in symbol tables.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="RnnException">There are some (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public static void RequireNoSoftLinks(Stream file)
    {
        const int Overlap = NodeHeadBytes + (MostEntries * EntryBytes);
        var block = new byte[Math.Min(BlockBytes + Overlap, file.Length)];
        for (long start = 0; start < file.Length; start += BlockBytes)
        {
            file.Position = start;
            int count = file.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
            for (int next = 0; block.AsSpan(next, count - next).IndexOf(NodeSignature) is >= 0 and var found; next += found + 1)
            {
                if (HasSoftLink(block.AsSpan(next + found, count - next - found)))
                {
                    throw Unsupported("soft links");
                }
            }
        }
    }

    /// <summary>Refuses a group with links that are not those of its own objects.</summary>
    /// <param name="group">The group.</param>
    /// <exception cref="RnnException">It has some, or keeps its links in a heap (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public static void RequireHardLinks(IH5Group group)
    {
        foreach (object message in Messages(group))
        {
            switch (message.GetType().Name)
            {
                case "LinkMessage" when Value(message, "LinkType").ToString() != "Hard":
                    throw Unsupported("soft or external links");
                case "LinkInfoMessage" when (ulong)Value(message, "FractalHeapAddress") != ulong.MaxValue:
                    throw Unsupported("groups in the format of HDF5 1.8 (libver='latest')");
            }
        }
    }

    /// <summary>Refuses a dataset whose numbers are elsewhere.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <exception cref="RnnException">They are (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public static void RequireOwnData(IH5Dataset dataset)
    {
        if (dataset.Layout.Class == H5DataLayoutClass.VirtualStorage || Messages(dataset).Any(message => message.GetType().Name == "ExternalFileListMessage"))
        {
            throw Unsupported("data in other files or datasets");
        }
    }

    private static bool HasSoftLink(ReadOnlySpan<byte> node)
    {
        if (node.Length < NodeHeadBytes)
        {
            return false;
        }

        int entries = BinaryPrimitives.ReadUInt16LittleEndian(node[(NodeHeadBytes - sizeof(ushort))..]);
        if (entries > MostEntries)
        {
            throw Unsupported("groups in a format of their own");
        }

        node = node[NodeHeadBytes..];
        for (int i = 0; i < entries && node.Length >= EntryBytes; i++)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(node[LinkTypeOffset..]) == SoftLink)
            {
                return true;
            }

            node = node[EntryBytes..];
        }

        return false;
    }

    private static IEnumerable<object> Messages(IH5Object found)
    {
        object header = Header.GetValue(found)!;
        foreach (object message in (System.Collections.IEnumerable)Value(header, "HeaderMessages"))
        {
            yield return Value(message, "Data");
        }
    }

    private static object Value(object of, string property) => Property(of.GetType(), property).GetValue(of)!;

    private static PropertyInfo Property(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        ?? throw new MissingMemberException(type.FullName, name);

    private static RnnException Unsupported(string what) => new(
        RnnErrorId.ModelUnsupported,
        $"The file has {what}, which RnnPS does not follow: save the model again with Keras.",
        what);
}
