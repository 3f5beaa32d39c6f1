using System.Globalization;

namespace RnnPS;

/// <summary>How numbers and vectors look in views: four significant digits, in the invariant culture.</summary>
/// <remarks>The format views call these; files for machines are written with all digits instead.</remarks>
public static class RnnFormat
{
    // More would not fit an 80-column table of steps.
    private const int CellComponents = 2;
    private const int LineComponents = 8;

    /// <summary>A number with four significant digits.</summary>
    /// <param name="value">Any double.</param>
    /// <returns>The text, as <c>0.537</c> or <c>1.2E-07</c>.</returns>
    public static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>What stands in a table's cell: a number, a vector of a few components, or anything else.</summary>
    /// <param name="value">A double, an <see cref="RnnVector"/>, or anything else.</param>
    /// <returns>The text; a long vector is abbreviated with its length, as <c>[0.1 0.2 … of 256]</c>.</returns>
    public static string Cell(object? value) => Text(value, CellComponents);

    /// <summary>What stands in a line of its own: as <see cref="Cell"/>, with more components.</summary>
    /// <param name="value">A double, an <see cref="RnnVector"/>, an <see cref="RnnMatrix"/>, or anything else.</param>
    /// <returns>The text; a small matrix is shown row by row, a large one by its shape.</returns>
    public static string Line(object? value) => value is RnnMatrix matrix
        ? Matrix(matrix)
        : Text(value, LineComponents);

    private static string Matrix(RnnMatrix matrix) => matrix.Rows * matrix.Columns <= LineComponents
        ? string.Join(' ', matrix)
        : matrix.ToString();

    private static string Text(object? value, int components) => value switch
    {
        null => string.Empty,
        double number => Number(number),
        RnnVector vector => vector.ToString(components),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };
}
