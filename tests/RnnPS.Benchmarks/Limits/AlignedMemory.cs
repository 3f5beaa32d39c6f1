using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS.Benchmarks;

/// <summary>Allocates memory that starts at a cache line, as packed weights do.</summary>
internal static class AlignedMemory
{
    private const int Alignment = 64;

    /// <summary>Allocates zeros. The memory is pinned so that it stays aligned.</summary>
    public static Memory<T> Of<T>(int length)
        where T : unmanaged
    {
        int spare = Alignment / Unsafe.SizeOf<T>();
        T[] values = GC.AllocateArray<T>(length + spare, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(values, 0);
        int start = (int)((Alignment - (address % Alignment)) % Alignment) / Unsafe.SizeOf<T>();
        return values.AsMemory(start, length);
    }
}
