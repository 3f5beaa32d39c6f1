namespace RnnPS.Charts;

/// <summary>A part of a chart with a vertical axis of its own. All panels share the horizontal axis.</summary>
/// <param name="Axis">The vertical axis.</param>
/// <param name="Series">What is drawn, from the back to the front.</param>
internal sealed record ChartPanel(ChartAxis Axis, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>The height in proportion to other panels.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The number of bands behind a band.</summary>
    public int OrderOf(ChartBand band) => Series.OfType<ChartBand>().TakeWhile(one => one != band).Count();

    /// <summary>The heatmap; null if the panel has none.</summary>
    public ChartCells? Cells => Series.OfType<ChartCells>().FirstOrDefault();
}
