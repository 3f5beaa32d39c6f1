using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>A buffer of vectors of one size, one after the other.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>A kernel may run over the end by one register.</remarks>
internal readonly struct RowBuffer<T>
    where T : unmanaged
{
    private const int Room = 16;

    // A register that lies in two cache lines costs two reads.
    private const int Alignment = 64;

    // The runtime leaves an array of so many bytes where it is; what it may move would not stay aligned.
    private const int LargeArray = 85_000;

    private readonly T[] _values;
    private readonly int _start;

    /// <summary>Makes the buffer, of zeros.</summary>
    /// <param name="rows">How many vectors.</param>
    /// <param name="size">Components of a vector.</param>
    /// <param name="aligned">Whether it has to start at a cache line, however small it is.</param>
    public RowBuffer(int rows, int size, bool aligned = false)
    {
        Size = size;
        int spare = Alignment / Unsafe.SizeOf<T>();
        _values = GC.AllocateArray<T>(checked((rows * size) + Room + spare), pinned: aligned);
        if (aligned || (long)_values.Length * Unsafe.SizeOf<T>() >= LargeArray)
        {
            _start = (int)(-AddressOf(_values) & (Alignment - 1)) / Unsafe.SizeOf<T>();
        }
    }

    /// <summary>The components of a vector.</summary>
    public int Size { get; }

    /// <summary>Vectors that follow each other, [count × size].</summary>
    public Span<T> Rows(int start, int count) => _values.AsSpan(_start + (start * Size), count * Size);

    private static unsafe nint AddressOf(T[] values) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(values));
}
