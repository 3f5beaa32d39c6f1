namespace RnnPS;

/// <summary>
/// One vector for each step and row of a chunk, step by step. A tape that does not keep it has one slot that every
/// step writes over.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="steps">How many steps are kept apart.</param>
/// <param name="rows">Rows of a step.</param>
/// <param name="size">Components of a row.</param>
internal readonly struct Slots<T>(int steps, int rows, int size)
{
    private readonly T[] _values = new T[checked(steps * rows * size)];

    /// <summary>The components of a row.</summary>
    public int Size { get; } = size;

    /// <summary>One step, [rows × size].</summary>
    public Span<T> this[int step] => _values.AsSpan((steps == 1 ? 0 : step) * rows * Size, rows * Size);

    /// <summary>Several steps that follow each other, [steps × rows × size].</summary>
    public Span<T> Range(int start, int count) => _values.AsSpan(start * rows * Size, count * rows * Size);
}
