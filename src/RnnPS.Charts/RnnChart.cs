using RnnPS.Charts.Svg;
using RnnPS.Charts.Terminal;

namespace RnnPS.Charts;

/// <summary>
/// A description of a chart: what is drawn, in which panels, on which axes. <see cref="ToSvg"/> and <see cref="ToLines"/> draw the same
/// description.
/// </summary>
public sealed class RnnChart
{
    internal RnnChart(string title, string? subtitle, ChartAxis axis, IReadOnlyList<ChartPanel> panels)
    {
        Title = title;
        Subtitle = subtitle;
        // Lines and marks at the ends need some space. Cells fill it.
        Axis = panels.Any(panel => panel.Cells is not null) ? axis : axis.WithMargin();
        Panels = panels;
    }

    /// <summary>The title.</summary>
    public string Title { get; }

    /// <summary>What the chart shows in a few words, such as the verdict on a gradient; null if there is nothing to say.</summary>
    public string? Subtitle { get; }

    /// <summary>The horizontal axis.</summary>
    internal ChartAxis Axis { get; }

    /// <summary>The panels, from the top.</summary>
    internal IReadOnlyList<ChartPanel> Panels { get; }

    /// <summary>The number of panels.</summary>
    public int PanelCount => Panels.Count;

    /// <summary>Requires that an object is of a type that charts are drawn from.</summary>
    /// <param name="item">The object.</param>
    /// <exception cref="RnnException">It is of another type (<see cref="RnnErrorId.ChartInput"/>).</exception>
    public static void RequireDrawable(object item)
    {
        ArgumentNullException.ThrowIfNull(item);
        ChartTypes.TypeOf(item);
    }

    /// <summary>Creates the chart of objects of one type.</summary>
    /// <param name="items">Steps, losses of steps, epochs, gradients, forecasts, steps of a backtest, or rows with anomalies.</param>
    /// <param name="request">What the user wants to see.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="RnnException">
    /// An object is of another type or of another type than the first, there are too many panels (<see cref="RnnErrorId.ChartInput"/>), or the
    /// objects have no such kind of chart (<see cref="RnnErrorId.ChartKind"/>).
    /// </exception>
    public static RnnChart Create(IReadOnlyList<object> items, RnnChartRequest request) => ChartTypes.Create(items, request);

    /// <summary>Draws the chart as an SVG document in UTF-8. The same chart gives the same bytes.</summary>
    /// <param name="width">The width, in pixels.</param>
    /// <param name="height">The height, in pixels.</param>
    /// <param name="isDark">Whether the background is dark.</param>
    /// <returns>The document.</returns>
    public byte[] ToSvg(int width, int height, bool isDark) => new SvgDrawing(this, width, height, ChartTheme.Of(isDark)).ToBytes();

    /// <summary>Draws the chart with characters.</summary>
    /// <param name="width">The number of columns.</param>
    /// <param name="height">The number of lines.</param>
    /// <param name="isDark">Whether the background is dark.</param>
    /// <param name="hasColor">Whether to use escape sequences for colours. Without them, the chart is drawn with other characters.</param>
    /// <returns>The lines, each at most as wide as <paramref name="width"/>.</returns>
    public IReadOnlyList<string> ToLines(int width, int height, bool isDark, bool hasColor) =>
        new TerminalDrawing(this, width, height, hasColor ? ChartTheme.Of(isDark) : null).ToLines();
}
