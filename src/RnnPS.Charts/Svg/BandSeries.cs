using OxyPlot;
using OxyPlot.Series;

namespace RnnPS.Charts.Svg;

/// <summary>An area whose sign in the legend is a rectangle.</summary>
internal sealed class BandSeries : AreaSeries
{
    /// <inheritdoc/>
    public override void RenderLegend(IRenderContext rc, OxyRect legendBox)
    {
        double margin = legendBox.Height * 0.2;
        rc.DrawRectangle(
            new OxyRect(legendBox.Left, legendBox.Top + margin, legendBox.Width, legendBox.Height - (2 * margin)), Fill, OxyColors.Undefined, 0, EdgeRenderingMode);
    }
}
