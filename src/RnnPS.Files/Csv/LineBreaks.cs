namespace RnnPS.Files;

/// <summary>Finds and counts the line breaks in text: CR LF, LF or CR.</summary>
internal static class LineBreaks
{
    /// <summary>Counts line breaks.</summary>
    /// <param name="text">Whole lines, in UTF-8.</param>
    /// <returns>The number of line breaks.</returns>
    public static int Count(ReadOnlySpan<byte> text) =>
        text.Count((byte)'\n') + text.Count((byte)'\r') - text.Count("\r\n"u8);

    /// <summary>Finds the end of a line.</summary>
    /// <param name="text">The text, in UTF-8.</param>
    /// <param name="start">An index in the line.</param>
    /// <returns>The index of the line break, or the end of the text.</returns>
    public static int EndOfLine(ReadOnlySpan<byte> text, int start)
    {
        int end = start < text.Length ? text[start..].IndexOfAny((byte)'\r', (byte)'\n') : -1;
        return end < 0 ? text.Length : start + end;
    }

    /// <summary>Finds the start of the next line.</summary>
    /// <param name="text">The text, in UTF-8.</param>
    /// <param name="end">The index of a line break, or the end of the text.</param>
    /// <returns>The index after the line break, or the end of the text.</returns>
    public static int Skip(ReadOnlySpan<byte> text, int end) =>
        text[end..].StartsWith("\r\n"u8) ? end + 2 : Math.Min(end + 1, text.Length);
}
