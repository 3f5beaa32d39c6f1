namespace RnnPS.Charts.Terminal;

/// <summary>The legend below a chart: the sign of each series, and the scale of each heatmap.</summary>
internal sealed class TerminalLegend
{
    private const int Space = 3;
    private const int ScaleWidth = 17;

    private readonly List<List<Item>> _lines = [[]];

    /// <summary>Lays out the legend.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="theme">The colours; null to draw without.</param>
    public TerminalLegend(RnnChart chart, int width, ChartTheme? theme)
    {
        int used = 0;
        foreach (Item item in chart.Panels.SelectMany(panel => panel.Series.Where(series => series.Name.Length > 0).Select(series => ItemOf(panel, series, theme))).DistinctBy(item => item.Key))
        {
            if (used + item.Width > width - Space && _lines[^1].Count > 0)
            {
                _lines.Add([]);
                used = 0;
            }

            _lines[^1].Add(item);
            used += item.Width + Space;
        }
    }

    /// <summary>The number of lines.</summary>
    public int Lines => _lines.Count;

    /// <summary>Writes the legend.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="line">The first line.</param>
    /// <param name="left">The first column, if the legend fits from there on.</param>
    public void Write(TerminalCanvas canvas, int line, int left)
    {
        int start = _lines.TrueForAll(items => left + items.Sum(item => item.Width + Space) - Space <= canvas.Width) ? left : 0;
        foreach (List<Item> items in _lines)
        {
            int column = start;
            foreach (Item item in items)
            {
                foreach ((char letter, Rgb? color, Rgb? behind) in item.Letters)
                {
                    canvas.Set(line, column++, letter, color, behind);
                }

                column += Space;
            }

            line++;
        }
    }

    private static Item ItemOf(ChartPanel panel, ChartSeries series, ChartTheme? theme) => series switch
    {
        ChartCells cells => new Item($"{cells.Name} {cells.Least} {cells.Most}",
            [.. Plain($"{cells.Name}  {AxisTicks.Format(cells.Least)} "), .. Scale(cells, theme), .. Plain($" {AxisTicks.Format(cells.Most)}")]),
        ChartBand band => Sign(TerminalSigns.OfBand(panel.OrderOf(band)), band, theme),
        ChartMarks marks => Sign(TerminalSigns.Of(marks.Shape), marks, theme),
        _ => Sign(TerminalSigns.Of(series.Color), series, theme),
    };

    private static Item Sign(char sign, ChartSeries series, ChartTheme? theme) => new(series.Name, [(sign, theme?.Of(series.Color), null), .. Plain(" " + series.Name)]);

    private static IEnumerable<(char, Rgb?, Rgb?)> Scale(ChartCells cells, ChartTheme? theme)
    {
        for (int i = 0; i < ScaleWidth; i++)
        {
            double share = i / (ScaleWidth - 1.0);
            double place = cells.IsShare ? share : (2 * share) - 1;
            yield return theme is null ? (TerminalSigns.OfCell(place), null, null) : (' ', null, theme.OfCell(place, cells.IsShare));
        }
    }

    private static IEnumerable<(char, Rgb?, Rgb?)> Plain(string text) => text.Select(letter => (letter, (Rgb?)null, (Rgb?)null));

    private sealed record Item(string Key, IReadOnlyList<(char Letter, Rgb? Color, Rgb? Behind)> Letters)
    {
        public int Width => Letters.Count;
    }
}
