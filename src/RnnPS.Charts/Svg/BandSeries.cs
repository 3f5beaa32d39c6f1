using OxyPlot;
using OxyPlot.Series;

namespace RnnPS.Charts.Svg;

/// <summary>An area whose sign in the legend is a rectangle.</summary>
internal sealed class BandSeries : AreaSeries
{
    /// <summary>The colour in the legend, which is that of all bands on each other.</summary>
    public OxyColor LegendFill { get; init; }

    /// <inheritdoc/>
    public override void RenderLegend(IRenderContext rc, OxyRect legendBox)
    {
        double margin = legendBox.Height * 0.2;
        rc.DrawRectangle(
            new OxyRect(legendBox.Left, legendBox.Top + margin, legendBox.Width, legendBox.Height - (2 * margin)), LegendFill, OxyColors.Undefined, 0, EdgeRenderingMode);
    }
}
