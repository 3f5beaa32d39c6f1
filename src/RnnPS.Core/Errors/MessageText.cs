using System.Buffers;
using System.Globalization;
using System.Text;

namespace RnnPS;

/// <summary>
/// Puts text of the user's data into messages. A message is short, and has no character that a terminal obeys instead of showing it.
/// </summary>
public static class MessageText
{
    /// <summary>The maximum length of a message.</summary>
    public const int MaxLength = 1000;

    private const int HeadLength = 600;
    private const int TailLength = MaxLength - HeadLength - 3;
    private const int NamesLength = 400;

    // What moves the cursor, starts an escape sequence, breaks the line, or changes the direction of the text around it.
    private static readonly SearchValues<char> Obeyed = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl),
        '\u061C', '\u200E', '\u200F', '\u2028', '\u2029',
        '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069',
    ]);

    /// <summary>Makes a message fit to be shown.</summary>
    /// <param name="message">The message, with text of the data in it.</param>
    /// <returns>
    /// The message with control characters as escapes, such as <c>\u001B</c>. A message that is too long keeps its start, which names the
    /// place, and its end, which has the remedy.
    /// </returns>
    public static string Clean(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        // An escape is longer than its character, so MaxLength characters from both ends suffice.
        string text = message.Length <= 2 * MaxLength ? message : string.Concat(Head(message, MaxLength), Tail(message, MaxLength));
        string clean = Escape(text);
        return clean.Length <= MaxLength
            ? clean
            : string.Concat(Head(clean, HeadLength), " … ", Tail(clean, TailLength));
    }

    /// <summary>Whether a text can be shown as it is.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True if it has no character that a terminal obeys.</returns>
    public static bool IsPlain(ReadOnlySpan<char> text) => !text.ContainsAny(Obeyed);

    /// <summary>Quotes the start of a text in a message.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">The maximum number of characters to show.</param>
    /// <returns>The text with control characters as escapes, cut off by an ellipsis if it is longer.</returns>
    public static string Excerpt(string text, int most = 80)
    {
        ArgumentNullException.ThrowIfNull(text);
        string escaped = Escape(text.Length <= most ? text : text[..most]);
        return text.Length <= most && escaped.Length <= most ? escaped : string.Concat(Head(escaped, most - 1), "…");
    }

    /// <summary>Lists names in a message.</summary>
    /// <param name="names">The names.</param>
    /// <returns>The first names, separated by commas, and the number of those left out.</returns>
    public static string Names(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var list = new StringBuilder();
        int left = 0;
        foreach (string name in names)
        {
            if (left > 0 || list.Length >= NamesLength)
            {
                left++;
                continue;
            }

            list.Append(list.Length == 0 ? string.Empty : ", ").Append(Excerpt(name));
        }

        return left == 0 ? list.ToString() : list.Append(CultureInfo.InvariantCulture, $" and {left} more").ToString();
    }

    private static string Escape(string text)
    {
        int first = text.AsSpan().IndexOfAny(Obeyed);
        if (first < 0)
        {
            return text;
        }

        var escaped = new StringBuilder(text, 0, first, text.Length + 16);
        for (int i = first; i < text.Length; i++)
        {
            _ = Obeyed.Contains(text[i])
                ? escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}")
                : escaped.Append(text[i]);
        }

        return escaped.ToString();
    }

    private static ReadOnlySpan<char> Head(string text, int length) =>
        text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length);

    private static ReadOnlySpan<char> Tail(string text, int length) =>
        text.AsSpan(text.Length - length + (char.IsLowSurrogate(text[^length]) ? 1 : 0));
}
