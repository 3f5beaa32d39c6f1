namespace RnnPS.Files;

/// <summary>Checks the character that separates fields.</summary>
internal static class CsvDelimiter
{
    /// <summary>Throws for a character that cannot separate fields.</summary>
    /// <param name="delimiter">The character.</param>
    /// <exception cref="ArgumentException">
    /// The character is a quote, a control character other than a tab, or not ASCII.
    /// </exception>
    public static void Require(char delimiter)
    {
        bool printable = char.IsAscii(delimiter) && !char.IsControl(delimiter);
        if (delimiter == '"' || (!printable && delimiter != '\t'))
        {
            throw new ArgumentException(
                $"U+{(int)delimiter:X4} cannot be the delimiter: expected a tab or a printable ASCII character other "
                + "than the quote.",
                nameof(delimiter));
        }
    }
}
