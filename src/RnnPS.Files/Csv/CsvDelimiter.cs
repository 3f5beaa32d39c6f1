namespace RnnPS.Files;

/// <summary>Which characters can stand between fields.</summary>
internal static class CsvDelimiter
{
    /// <summary>Refuses a delimiter that CSV cannot have, before any file is touched.</summary>
    /// <param name="delimiter">The character.</param>
    /// <exception cref="ArgumentException">It is a quote, a control character other than a tab, or not ASCII.</exception>
    public static void Require(char delimiter)
    {
        bool printable = char.IsAscii(delimiter) && !char.IsControl(delimiter);
        if (delimiter == '"' || (!printable && delimiter != '\t'))
        {
            throw new ArgumentException(
                $"U+{(int)delimiter:X4} cannot be the delimiter: expected a printable ASCII character other than the "
                + "quote, or a tab.",
                nameof(delimiter));
        }
    }
}
