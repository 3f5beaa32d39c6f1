namespace RnnPS;

/// <summary>A buffer of vectors of one size, one after the other.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="rows">How many vectors.</param>
/// <param name="size">Components of a vector.</param>
internal readonly struct Slots<T>(int rows, int size)
{
    private readonly T[] _values = new T[checked(rows * size)];

    /// <summary>The components of a vector.</summary>
    public int Size { get; } = size;

    /// <summary>Vectors that follow each other, [count × size].</summary>
    public Span<T> Rows(int start, int count) => _values.AsSpan(start * Size, count * Size);
}
