using System.Collections;
using System.Globalization;

namespace RnnPS;

/// <summary>A read-only matrix of doubles, row by row. Enumerating it gives its rows.</summary>
public sealed class RnnMatrix : IReadOnlyList<RnnVector>
{
    private readonly double[] _values;

    /// <summary>Creates a matrix over an array, which the caller must not change any more.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="values">The elements, row by row: rows × columns numbers.</param>
    /// <exception cref="RnnException">The array has another length (<see cref="RnnErrorId.WeightShape"/>).</exception>
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

    /// <summary>The number of rows: what enumerating gives.</summary>
    public int Count => Rows;

    /// <summary>One row.</summary>
    /// <param name="index">From 0 to <see cref="Rows"/> − 1.</param>
    public RnnVector this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Rows);
            return new RnnVector(_values, index * Columns, Columns);
        }
    }

    /// <summary>One element.</summary>
    /// <param name="row">From 0 to <see cref="Rows"/> − 1.</param>
    /// <param name="column">From 0 to <see cref="Columns"/> − 1.</param>
    public double this[int row, int column] => this[row][column];

    /// <summary>All elements without a copy, row by row.</summary>
    /// <returns>A span of <see cref="Rows"/> × <see cref="Columns"/> numbers.</returns>
    public ReadOnlySpan<double> AsSpan() => _values;

    /// <summary>The same matrix with one element changed.</summary>
    /// <param name="row">From 0 to <see cref="Rows"/> − 1.</param>
    /// <param name="column">From 0 to <see cref="Columns"/> − 1.</param>
    /// <param name="value">The new element.</param>
    /// <returns>A new matrix.</returns>
    public RnnMatrix With(int row, int column, double value)
    {
        _ = this[row, column];
        double[] values = [.. _values];
        values[(row * Columns) + column] = value;
        return new RnnMatrix(Rows, Columns, values);
    }

    /// <summary>Some of the rows.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <returns>A new matrix.</returns>
    public RnnMatrix Slice(int start, int count) =>
        new(count, Columns, _values.AsSpan(start * Columns, count * Columns).ToArray());

    /// <summary>Some of the columns, of all rows.</summary>
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

    /// <summary>The shape, as <c>2×3</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rows}×{Columns}");
}
