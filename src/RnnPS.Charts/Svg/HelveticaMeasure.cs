using OxyPlot;

namespace RnnPS.Charts.Svg;

/// <summary>
/// Measures text by the widths of Helvetica, which Arial shares, so that the layout does not depend on the fonts of the machine. OxyPlot
/// has the widths for PDF files.
/// </summary>
internal sealed class HelveticaMeasure() : PdfRenderContext(1, 1, OxyColors.White)
{
    private const double PerEm = 1000;

    // A letter that the table does not have is as wide as a digit, and an ideogram as wide as high.
    private const int Digit = 556;
    private const char FirstIdeogram = '\u2E80';
    private const double LineHeight = 1.2;

    /// <inheritdoc/>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
    {
        if (string.IsNullOrEmpty(text))
        {
            return OxySize.Empty;
        }

        PortableDocumentFont font = StandardFonts.Helvetica.GetFont(fontWeight > FontWeights.Normal, italic: false);
        string[] lines = text.Split('\n');
        return new OxySize(lines.Max(line => line.Sum(letter => Width(font, letter))) * fontSize / PerEm, lines.Length * fontSize * LineHeight);
    }

    private static int Width(PortableDocumentFont font, char letter)
    {
        int index = letter - font.FirstChar;
        return letter < 0x80 && index >= 0 && index < font.Widths.Length ? font.Widths[index] : letter >= FirstIdeogram ? (int)PerEm : Digit;
    }
}
