using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>A contiguous buffer of vectors of the same size.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
/// <remarks>A kernel may read or write one vector register past the last vector.</remarks>
internal readonly struct RowBuffer<T>
    where T : unmanaged
{
    private const int Room = 16;

    // Cache-line size, in bytes. A register that crosses a cache line costs two reads.
    private const int Alignment = 64;

    // Arrays of at least this many bytes are pinned, so that they stay aligned. Smaller ones are made faster where they may move.
    private const int PinnedBytes = 4096;

    // 8 MB of doubles. The runtime clears an array at once, and can't be stopped; new memory can come as slowly as 200 MB a second.
    private const int ClearedAtOnce = 1 << 20;

    private readonly T[] _values;
    private readonly int _start;

    /// <summary>Creates a buffer filled with zeros.</summary>
    /// <param name="rows">The number of vectors.</param>
    /// <param name="size">The number of components of a vector.</param>
    /// <param name="cancellation">Stops while the buffer is cleared, which takes seconds for gigabytes.</param>
    /// <exception cref="RnnException">They exceed the maximum length of an array (<see cref="RnnErrorId.Size"/>).</exception>
    public RowBuffer(int rows, int size, CancellationToken cancellation = default)
    {
        Size = size;
        int length = MemoryLimit.ArrayLength(Length(rows, size));
        cancellation.ThrowIfCancellationRequested();
        bool isPinned = (long)length * Unsafe.SizeOf<T>() >= PinnedBytes;
        _values = length <= ClearedAtOnce
            ? GC.AllocateArray<T>(length, isPinned)
            : GC.AllocateUninitializedArray<T>(length, isPinned);
        for (int start = 0; length > ClearedAtOnce && start < length; start += ClearedAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            Array.Clear(_values, start, Math.Min(ClearedAtOnce, length - start));
        }

        if (isPinned)
        {
            _start = (int)(-AddressOf(_values) & (Alignment - 1)) / Unsafe.SizeOf<T>();
        }
    }

    /// <summary>The number of components of a vector.</summary>
    public int Size { get; }

    /// <summary>The number of bytes that a buffer takes.</summary>
    /// <param name="rows">The number of vectors.</param>
    /// <param name="size">The number of components of a vector.</param>
    public static long Bytes(int rows, int size) => Length(rows, size) * Unsafe.SizeOf<T>();

    /// <summary>Returns a range of vectors, [count × size].</summary>
    public Span<T> Rows(int start, int count) => _values.AsSpan(_start + (start * Size), count * Size);

    private static long Length(int rows, int size) => ((long)rows * size) + Room + (Alignment / Unsafe.SizeOf<T>());

    private static unsafe nint AddressOf(T[] values) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(values));
}
