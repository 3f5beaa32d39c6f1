using System.Globalization;

namespace RnnPS;

/// <summary>How text writes numbers: the culture, and the texts that mark a missing value in addition to an empty one.</summary>
public sealed class NumberTexts
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Usual = Lookup(
        ["NA", "N/A", "#N/A", "null", "none", "nil", "missing", "-", "--", "."]);

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _missing;
    private readonly double[] _missingNumbers;

    /// <summary>Creates the rules.</summary>
    /// <param name="culture">The culture of the numbers; null for the invariant culture.</param>
    /// <param name="missing">
    /// The texts that mark a missing value, such as <c>NA</c>; null for none. Case and white space around them do not matter. A text that
    /// is a number, such as <c>-999</c>, also marks that number, however it is written.
    /// </param>
    public NumberTexts(CultureInfo? culture = null, IReadOnlyList<string>? missing = null)
    {
        string[] texts = [.. (missing ?? []).Select(text => text.Trim())];
        Culture = culture ?? CultureInfo.InvariantCulture;
        _missing = Lookup(texts);
        _missingNumbers =
            [.. texts.Select(text => NumberText.TryParse(text, out double number, culture) ? number : double.NaN).Where(number => !double.IsNaN(number))];
    }

    /// <summary>The invariant culture, and no text that marks a missing value.</summary>
    public static NumberTexts Invariant { get; } = new();

    /// <summary>The culture of the numbers.</summary>
    public CultureInfo Culture { get; }

    /// <summary>Whether a number, too, can mark a missing value.</summary>
    public bool MarksNumbers => _missingNumbers.Length > 0;

    /// <summary>Whether a text often marks a missing value, so that an error can suggest to name it.</summary>
    /// <param name="text">The text.</param>
    public static bool IsUsual(ReadOnlySpan<char> text) => Usual.Contains(text.Trim());

    /// <summary>Parses one number. Empty text, white space and the texts that mark a missing value give NaN.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number; NaN for a missing value.</param>
    /// <returns>True if the text is a number or a missing value; otherwise false.</returns>
    public bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        value = double.NaN;
        if (_missing.Contains(text.Trim()))
        {
            return true;
        }

        bool isNumber = NumberText.TryParse(text, out value, Culture);
        value = Replace(value);
        return isNumber;
    }

    /// <summary>Returns a number, or NaN if it marks a missing value.</summary>
    /// <param name="number">The number.</param>
    public double Replace(double number) => Array.IndexOf(_missingNumbers, number) >= 0 ? double.NaN : number;

    private static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup(IEnumerable<string> texts) =>
        new HashSet<string>(texts, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
