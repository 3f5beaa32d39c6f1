using System.Globalization;

namespace RnnPS;

/// <summary>
/// Parses numbers in the invariant culture. Thousands separators are rejected, because "2,5" would silently become 25.
/// </summary>
public static class NumberText
{
    /// <summary>Parses one number. Empty or white-space text is a missing value and gives NaN.</summary>
    /// <param name="text">The text, for example <c>-1.5e3</c>.</param>
    /// <param name="value">The number; NaN for a missing value.</param>
    /// <returns>True if the text is a number or a missing value; otherwise false.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        if (text.IsWhiteSpace())
        {
            value = double.NaN;
            return true;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Parses one number. Empty text, white space and the given texts are missing values and give NaN.</summary>
    /// <param name="text">The text.</param>
    /// <param name="missing">The texts that mark a missing value; null for none.</param>
    /// <param name="value">The number; NaN for a missing value.</param>
    /// <returns>True if the text is a number or a missing value; otherwise false.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, MissingTexts? missing, out double value)
    {
        if (missing?.Contains(text) == true)
        {
            value = double.NaN;
            return true;
        }

        bool isNumber = TryParse(text, out value);
        value = missing?.Replace(value) ?? value;
        return isNumber;
    }
}
