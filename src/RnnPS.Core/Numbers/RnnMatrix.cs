using System.Collections;
using System.Globalization;

namespace RnnPS;

/// <summary>A read-only matrix of doubles in row-major order. Enumerating it returns its rows.</summary>
/// <remarks>
/// PowerShell enumerates a matrix that a pipeline or a function emits: its rows come out as vectors, one by one. A comma keeps it
/// together, for example <c>, $cell.InputWeights</c>.
/// </remarks>
public sealed class RnnMatrix : IReadOnlyList<RnnVector>
{
    private readonly double[] _values;

    /// <summary>Creates a matrix over an array without copying it. The caller must not change the array later.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="values">The rows × columns elements, in row-major order.</param>
    /// <exception cref="RnnException">
    /// The length of the array is not rows × columns (<see cref="RnnErrorId.WeightShape"/>).
    /// </exception>
    public RnnMatrix(int rows, int columns, double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (rows < 0 || columns < 0 || values.Length != (long)rows * columns)
        {
            throw new RnnException(
                RnnErrorId.WeightShape,
                $"{values.Length} numbers do not fill a {rows}×{columns} matrix: give {(long)rows * columns}.",
                values);
        }

        Rows = rows;
        Columns = columns;
        _values = values;
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The number of rows, which are the items of the enumeration.</summary>
    public int Count => Rows;

    /// <summary>Gets one row.</summary>
    /// <param name="index">The index of the row, from 0 to <see cref="Rows"/> − 1.</param>
    public RnnVector this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Rows);
            return new RnnVector(_values, index * Columns, Columns);
        }
    }

    /// <summary>Gets one element.</summary>
    /// <param name="row">The row, from 0 to <see cref="Rows"/> − 1.</param>
    /// <param name="column">The column, from 0 to <see cref="Columns"/> − 1.</param>
    public double this[int row, int column] => this[row][column];

    /// <summary>Returns all elements in row-major order, without copying them.</summary>
    /// <returns>A span of <see cref="Rows"/> × <see cref="Columns"/> numbers.</returns>
    public ReadOnlySpan<double> AsSpan() => _values;

    /// <summary>Creates a copy with one element changed.</summary>
    /// <param name="row">The row, from 0 to <see cref="Rows"/> − 1.</param>
    /// <param name="column">The column, from 0 to <see cref="Columns"/> − 1.</param>
    /// <param name="value">The new element.</param>
    /// <returns>A new matrix.</returns>
    public RnnMatrix With(int row, int column, double value)
    {
        _ = this[row, column];
        double[] values = [.. _values];
        values[(row * Columns) + column] = value;
        return new RnnMatrix(Rows, Columns, values);
    }

    /// <summary>Creates a matrix from a range of rows.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">The number of rows.</param>
    /// <returns>A new matrix.</returns>
    public RnnMatrix Slice(int start, int count) =>
        new(count, Columns, _values.AsSpan(start * Columns, count * Columns).ToArray());

    /// <summary>Creates a matrix from a range of columns. Returns this matrix if the range includes all columns.</summary>
    internal RnnMatrix SliceColumns(int start, int count)
    {
        if (count == Columns)
        {
            return this;
        }

        var values = new double[Rows * count];
        for (int row = 0; row < Rows; row++)
        {
            _values.AsSpan((row * Columns) + start, count).CopyTo(values.AsSpan(row * count));
        }

        return new RnnMatrix(Rows, count, values);
    }

    /// <summary>Enumerates the rows.</summary>
    /// <returns>An enumerator.</returns>
    public IEnumerator<RnnVector> GetEnumerator()
    {
        for (int row = 0; row < Rows; row++)
        {
            yield return this[row];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Formats the shape, for example <c>2×3</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rows}×{Columns}");
}
