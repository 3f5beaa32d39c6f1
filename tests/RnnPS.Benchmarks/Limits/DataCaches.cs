using System.Runtime.Intrinsics.X86;

namespace RnnPS.Benchmarks;

/// <summary>The sizes of the data caches, as the processor reports them.</summary>
internal static class DataCaches
{
    // Intel answers in the first leaf, AMD in the second.
    private const int IntelLeaf = 4;
    private const int AmdLeaf = unchecked((int)0x8000001D);
    private const int FirstExtendedLeaf = unchecked((int)0x80000000);

    private const int MostCaches = 16;
    private const int DataCache = 1;
    private const int UnifiedCache = 3;

    /// <summary>The size of the first data cache, in bytes; 32 KB if the processor does not report it.</summary>
    public static int First { get; } = Of(1) ?? 32 * 1024;

    /// <summary>The size of the second cache, in bytes; 1 MB if the processor does not report it.</summary>
    public static int Second { get; } = Of(2) ?? 1024 * 1024;

    private static int? Of(int level)
    {
        foreach ((int leaf, int first) in new[] { (IntelLeaf, 0), (AmdLeaf, FirstExtendedLeaf) })
        {
            // The first leaf of each kind names the last one. Leaves are unsigned.
            bool isKnown = X86Base.IsSupported && (uint)X86Base.CpuId(first, 0).Eax >= (uint)leaf;
            for (int cache = 0; isKnown && cache < MostCaches; cache++)
            {
                (int eax, int ebx, int ecx, _) = X86Base.CpuId(leaf, cache);
                if ((eax & 31) is DataCache or UnifiedCache && ((eax >> 5) & 7) == level)
                {
                    // Ways, partitions, bytes of a line and sets, each less 1.
                    return (((ebx >> 22) & 0x3FF) + 1) * (((ebx >> 12) & 0x3FF) + 1) * ((ebx & 0xFFF) + 1) * (ecx + 1);
                }
            }
        }

        return null;
    }
}
