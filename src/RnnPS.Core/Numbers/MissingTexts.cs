namespace RnnPS;

/// <summary>The texts that mark a missing value, in addition to an empty text.</summary>
public sealed class MissingTexts
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Usual = Lookup(
        ["NA", "N/A", "#N/A", "NaN", "null", "none", "nil", "missing", "-", "--", "."]);

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _texts;
    private readonly double[] _numbers;

    /// <summary>Creates the list.</summary>
    /// <param name="texts">
    /// The texts, such as <c>NA</c>. Case and white space around them do not matter. A text that is a number, such as <c>-999</c>, also
    /// marks that number, however it is written.
    /// </param>
    public MissingTexts(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        string[] trimmed = [.. texts.Select(text => text.Trim())];
        _texts = Lookup(trimmed);
        _numbers = [.. trimmed.Select(text => NumberText.TryParse(text, out double number) ? number : double.NaN).Where(number => !double.IsNaN(number))];
    }

    /// <summary>Whether a text is usual for a missing value, so that an error can suggest to name it.</summary>
    /// <param name="text">The text.</param>
    public static bool IsUsual(ReadOnlySpan<char> text) => Usual.Contains(text.Trim());

    /// <summary>Whether a text marks a missing value.</summary>
    /// <param name="text">The text.</param>
    public bool Contains(ReadOnlySpan<char> text) => _texts.Contains(text.Trim());

    /// <summary>Returns a number, or NaN if it marks a missing value.</summary>
    /// <param name="number">The number.</param>
    public double Replace(double number) => Array.IndexOf(_numbers, number) >= 0 ? double.NaN : number;

    private static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup(IEnumerable<string> texts) =>
        new HashSet<string>(texts, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
