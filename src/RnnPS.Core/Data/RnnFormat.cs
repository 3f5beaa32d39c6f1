using System.Globalization;

namespace RnnPS;

/// <summary>How numbers and vectors look in views: four significant digits, in the invariant culture.</summary>
/// <remarks>The format views call these; files for machines are written with all digits instead.</remarks>
public static class RnnFormat
{
    /// <summary>How many components of a vector a table shows before it abbreviates.</summary>
    public const int TableComponents = 3;

    /// <summary>A number with four significant digits.</summary>
    /// <param name="value">Any double.</param>
    /// <returns>The text, as <c>0.537</c> or <c>1.2E-07</c>.</returns>
    public static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>What stands in a table's cell for an input, a vector, or a plain number.</summary>
    /// <param name="value">A double, an <see cref="RnnVector"/>, or anything else.</param>
    /// <returns>The text; a long vector is abbreviated with its length.</returns>
    public static string Cell(object? value) => value switch
    {
        null => string.Empty,
        double number => Number(number),
        RnnVector vector => vector.ToString(vector.Length <= TableComponents + 1 ? vector.Length : TableComponents),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };
}
