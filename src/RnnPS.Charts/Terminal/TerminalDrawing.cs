namespace RnnPS.Charts.Terminal;

/// <summary>Draws a chart with characters.</summary>
/// <param name="chart">The chart.</param>
/// <param name="width">The number of columns.</param>
/// <param name="height">The number of lines.</param>
/// <param name="theme">The colours; null to draw without.</param>
internal sealed class TerminalDrawing(RnnChart chart, int width, int height, ChartTheme? theme)
{
    // The lines below the panels: the axis, its labels and its title.
    private const int AxisLines = 3;
    private const int LeastPlotLines = 2;

    // About the space between labels.
    private const int LabelColumns = 12;
    private const int LabelLines = 3;

    /// <summary>The lines.</summary>
    public IReadOnlyList<string> ToLines()
    {
        var legend = new TerminalLegend(chart, width, theme);
        int top = chart.Subtitle is null ? 1 : 2;
        int rest = height - top - AxisLines - legend.Lines - chart.Panels.Count;
        int[] heights = Heights(Math.Max(rest, LeastPlotLines * chart.Panels.Count));
        IReadOnlyList<ChartTick>[] ticks = [.. chart.Panels.Select((panel, index) => panel.Axis.Ticks(heights[index] / LabelLines))];
        // A label, a space and the axis.
        int left = Math.Min(ticks.SelectMany(panel => panel).Max(tick => (int?)tick.Label.Length) ?? 0, width / 3) + 2;
        var canvas = new TerminalCanvas(width, top + heights.Sum() + chart.Panels.Count + AxisLines + legend.Lines);
        canvas.Write(0, left, chart.Title);
        canvas.Write(1, left, Cut(chart.Subtitle ?? string.Empty, width - left));
        int line = top;
        for (int i = 0; i < chart.Panels.Count; i++)
        {
            canvas.Write(line++, left, chart.Panels[i].Axis.Title);
            DrawAxis(canvas, chart.Panels[i].Axis, ticks[i], (line, heights[i]), left);
            new TerminalPanel(canvas, chart.Axis, chart.Panels[i], new PlotArea(line, left, heights[i], Math.Max(width - left, 1)), theme).Draw();
            line += heights[i];
        }

        DrawPlaces(canvas, line, left);
        legend.Write(canvas, line + AxisLines, left);
        return canvas.ToLines();
    }

    // A number that is cut would be another one.
    private static string Cut(string text, int columns)
    {
        while (text.Length > columns && text.LastIndexOf(", ", StringComparison.Ordinal) is > 0 and var comma)
        {
            text = text[..comma];
        }

        return text.Length <= columns ? text : string.Empty;
    }

    private int[] Heights(int lines)
    {
        double total = chart.Panels.Sum(panel => panel.Weight);
        return [.. chart.Panels.Select(panel => Fit(panel, Math.Max(LeastPlotLines, (int)(lines * panel.Weight / total))))];

        // Each unit of a heatmap is as high as the others, if there is space for all.
        int Fit(ChartPanel panel, int most)
        {
            int halves = theme is null ? 1 : 2;
            return panel.Cells is { } cells && cells.Units <= most * halves ? ((most * halves / cells.Units * cells.Units) + halves - 1) / halves : most;
        }
    }

    private static void DrawAxis(TerminalCanvas canvas, ChartAxis axis, IReadOnlyList<ChartTick> ticks, (int First, int Count) lines, int left)
    {
        for (int line = 0; line < lines.Count; line++)
        {
            canvas.Set(lines.First + line, left - 1, '│');
        }

        foreach (ChartTick tick in ticks)
        {
            int line = lines.First + PlotArea.LineOf(axis, tick.Value, lines.Count);
            string label = tick.Label.Length <= left - 2 ? tick.Label : tick.Label[..(left - 2)];
            canvas.Write(line, left - 2 - label.Length, label);
            canvas.Set(line, left - 1, '┤');
        }
    }

    private void DrawPlaces(TerminalCanvas canvas, int line, int left)
    {
        int columns = width - left;
        canvas.Set(line, left - 1, '└');
        for (int column = 0; column < columns; column++)
        {
            canvas.Set(line, left + column, '─');
        }

        int free = 0;
        foreach (ChartTick tick in chart.Axis.Ticks(columns / LabelColumns))
        {
            int place = left + PlotArea.ColumnOf(chart.Axis, tick.Value, columns);
            int start = Math.Clamp(place - (tick.Label.Length / 2), 0, Math.Max(0, width - tick.Label.Length));
            canvas.Set(line, place, '┬');
            if (start >= free)
            {
                canvas.Write(line + 1, start, tick.Label);
                free = start + tick.Label.Length + 1;
            }
        }

        canvas.Write(line + 2, Math.Max(left + ((columns - chart.Axis.Title.Length) / 2), 0), chart.Axis.Title);
    }
}
