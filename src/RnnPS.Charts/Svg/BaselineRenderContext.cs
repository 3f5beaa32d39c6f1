using OxyPlot;

namespace RnnPS.Charts.Svg;

/// <summary>
/// Writes SVG with the places of text given by its baseline. Not all viewers know the other alignments of SVG, and OxyPlot's own
/// replacement puts the descenders outside of the text.
/// </summary>
internal sealed class BaselineRenderContext(Stream stream, double width, double height, IRenderContext measure, OxyColor background)
    : SvgRenderContext(stream, width, height, isDocument: false, measure, background, useVerticalTextAlignmentWorkaround: true)
{
    // Of Arial and Helvetica, in shares of the font size.
    private const double Ascent = 0.905;
    private const double Descent = 0.212;
    private const double CapHeight = 0.716;

    /// <inheritdoc/>
    public override void DrawText(
        ScreenPoint p,
        string text,
        OxyColor fill,
        string fontFamily,
        double fontSize,
        double fontWeight,
        double rotation,
        HorizontalAlignment horizontalAlignment,
        VerticalAlignment verticalAlignment,
        OxySize? maxSize)
    {
        double down = fontSize * verticalAlignment switch
        {
            VerticalAlignment.Top => Ascent,
            VerticalAlignment.Middle => CapHeight / 2,
            _ => -Descent,
        };
        double angle = rotation * Math.PI / 180;
        var baseline = new ScreenPoint(p.X - (Math.Sin(angle) * down), p.Y + (Math.Cos(angle) * down));
        base.DrawText(baseline, text, fill, fontFamily, fontSize, fontWeight, rotation, horizontalAlignment, VerticalAlignment.Bottom, maxSize);
    }
}
