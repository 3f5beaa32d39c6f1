using System.Globalization;

namespace RnnPS;

/// <summary>
/// Reads numbers from text in the invariant culture and without thousands separators, in which "2,5" would silently
/// become 25.
/// </summary>
public static class NumberText
{
    /// <summary>Reads one number. A text of nothing but white space is a missing value and gives NaN.</summary>
    /// <param name="text">The text, as <c>-1.5e3</c>.</param>
    /// <param name="value">The number; NaN for a missing one.</param>
    /// <returns>False where the text is no number.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        if (text.IsWhiteSpace())
        {
            value = double.NaN;
            return true;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
