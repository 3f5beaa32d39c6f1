namespace RnnPS;

/// <summary>A buffer of vectors of one size, one after the other.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>A kernel may run over the end by one register.</remarks>
/// <param name="rows">How many vectors.</param>
/// <param name="size">Components of a vector.</param>
internal readonly struct Slots<T>(int rows, int size)
{
    private const int Room = 16;
    private readonly T[] _values = new T[checked((rows * size) + Room)];

    /// <summary>The components of a vector.</summary>
    public int Size { get; } = size;

    /// <summary>Vectors that follow each other, [count × size].</summary>
    public Span<T> Rows(int start, int count) => _values.AsSpan(start * Size, count * Size);
}
