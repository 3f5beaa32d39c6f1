using System.Collections;

namespace RnnPS;

/// <summary>Reads weights from nested arrays, or from a matrix or vector of another model.</summary>
internal static class WeightReader
{
    /// <summary>Reads a matrix.</summary>
    /// <param name="value">A list of rows. It can also be a flat list or a number if one of the sizes is known to be 1.</param>
    /// <param name="flatColumns">
    /// Returns the number of columns for a flat list of the given length: 1 for one column, or the length for one row. Returns
    /// null if a flat list is ambiguous, which is an error.
    /// </param>
    /// <returns>The matrix.</returns>
    /// <exception cref="RnnException">The value is null, ragged or empty, or an item is not a number.</exception>
    public static RnnMatrix Matrix(object? value, Func<int, int?> flatColumns)
    {
        switch (NumberReader.Unwrap(value))
        {
            case RnnMatrix matrix:
                return matrix;
            case Array { Rank: 2 } array:
                return new RnnMatrix(array.GetLength(0), array.GetLength(1), [.. array.Cast<object>().Select(Number)]);
            case var plain when NumberReader.IsList(plain):
                object?[] rows = [.. ListReader.ToArray((IEnumerable)plain!).Select(NumberReader.Unwrap)];
                return rows.Any(NumberReader.IsList) ? Nested(rows, value) : Flat(Numbers(rows), flatColumns);
            case var single:
                return new RnnMatrix(1, 1, [Number(single)]);
        }
    }

    /// <summary>Reads a vector.</summary>
    /// <param name="value">A list of numbers, or one number.</param>
    /// <returns>The vector.</returns>
    /// <exception cref="RnnException">The value is null or nested, or an item is not a number.</exception>
    public static RnnVector Vector(object? value) => NumberReader.Unwrap(value) switch
    {
        RnnVector vector => vector,
        var plain when NumberReader.IsList(plain) => new RnnVector(Numbers(ListReader.ToArray((IEnumerable)plain!))),
        var single => new RnnVector([Number(single)]),
    };

    private static RnnMatrix Nested(object?[] rows, object? value)
    {
        double[][] numbers = [.. rows.Select(row => NumberReader.IsList(row)
            ? Numbers(ListReader.ToArray((IEnumerable)row!))
            : throw Ragged(value, "some rows are lists and some are single numbers"))];
        int columns = numbers[0].Length;
        for (int i = 1; i < numbers.Length; i++)
        {
            if (numbers[i].Length != columns)
            {
                throw Ragged(value, $"row 0 has {columns} numbers and row {i} has {numbers[i].Length}");
            }
        }

        return new RnnMatrix(numbers.Length, columns, [.. numbers.SelectMany(row => row)]);
    }

    private static RnnMatrix Flat(double[] numbers, Func<int, int?> flatColumns)
    {
        if (numbers.Length == 0)
        {
            return new RnnMatrix(0, 0, numbers);
        }

        // One number is one row and one column.
        int columns = numbers.Length == 1 ? 1 : flatColumns(numbers.Length) ?? throw new RnnException(
            RnnErrorId.WeightShape,
            $"{new RnnVector(numbers)} is a flat list, which could be a row or a column: give a list of rows, "
            + "such as ((0.1, 0.2), (0.3, 0.4)).",
            numbers);
        return new RnnMatrix(numbers.Length / columns, columns, numbers);
    }

    private static double[] Numbers(IEnumerable<object?> values) => [.. values.Select(Number)];

    private static double Number(object? value)
    {
        object? plain = NumberReader.Unwrap(value);
        if (NumberReader.IsAbsent(value))
        {
            throw new RnnException(RnnErrorId.WeightNotANumber, NumberReader.Null().Message, value);
        }

        if (NumberReader.IsList(plain))
        {
            throw new RnnException(
                RnnErrorId.WeightShape,
                $"{ValueDescription.Of(value)} is nested too deep: expected a list of rows of numbers.",
                value);
        }

        if (plain is IDictionary or System.Management.Automation.PSObject)
        {
            throw new RnnException(
                RnnErrorId.WeightNotANumber,
                $"{ValueDescription.Of(value)} is an object with properties: expected a number. Give the property that holds the number.",
                value);
        }

        try
        {
            double number = NumberReader.Read(plain);
            return plain is string && double.IsNaN(number)
                ? throw new RnnException(RnnErrorId.NotANumber, RnnMessages.NotANumber((string)plain), plain)
                : number;
        }
        catch (RnnException error)
        {
            throw new RnnException(RnnErrorId.WeightNotANumber, error.Message, value, error);
        }
    }

    private static RnnException Ragged(object? value, string how) => new(
        RnnErrorId.WeightShape,
        $"The rows of {ValueDescription.Of(value)} differ in length: {how}. Give every row as many numbers.",
        value);
}
