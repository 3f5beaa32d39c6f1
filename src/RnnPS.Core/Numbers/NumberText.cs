using System.Globalization;

namespace RnnPS;

/// <summary>
/// Parses numbers in the invariant culture, or in another one on request. Thousands separators are rejected, because "2,5" would
/// silently become 25.
/// </summary>
public static class NumberText
{
    /// <summary>Parses one number. Empty or white-space text is a missing value and gives NaN.</summary>
    /// <param name="text">The text, for example <c>-1.5e3</c>.</param>
    /// <param name="value">The number; NaN for a missing value.</param>
    /// <param name="culture">The culture of the decimal separator and the signs; null for the invariant culture.</param>
    /// <returns>True if the text is a number or a missing value; otherwise false.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out double value, CultureInfo? culture = null)
    {
        if (text.IsWhiteSpace())
        {
            value = double.NaN;
            return true;
        }

        return double.TryParse(text, NumberStyles.Float, culture ?? CultureInfo.InvariantCulture, out value)
            || (culture is not null && double.TryParse(text, NumberStyles.Float, PlainFormat(culture), out value));
    }

    // Programs write NaN and the hyphen as a minus in every culture, but some cultures have other symbols for them.
    private static NumberFormatInfo PlainFormat(CultureInfo culture) =>
        new() { NumberDecimalSeparator = culture.NumberFormat.NumberDecimalSeparator };
}
