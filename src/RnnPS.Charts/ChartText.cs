using System.Text;
using System.Xml;

namespace RnnPS.Charts;

/// <summary>Makes text of the data fit to be drawn: short, and without characters that a terminal obeys or that XML does not allow.</summary>
internal static class ChartText
{
    private const int MostTitle = 120;
    private const int MostName = 40;

    /// <summary>A title that the user wrote.</summary>
    public static string Title(string text) => Clean(text, MostTitle);

    /// <summary>A name from the data.</summary>
    public static string Name(string text) => Clean(text, MostName);

    private static string Clean(string text, int most)
    {
        string shown = MessageText.Excerpt(text, most);
        // The rune of a lone half of a surrogate pair is U+FFFD.
        return string.Concat(shown.EnumerateRunes().Select(rune => (rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune).ToString()));
    }
}
