namespace RnnPS.Charts.Terminal;

/// <summary>Draws the series of a panel.</summary>
/// <param name="canvas">The canvas.</param>
/// <param name="horizontal">The horizontal axis.</param>
/// <param name="panel">The panel.</param>
/// <param name="area">Where it is drawn.</param>
/// <param name="theme">The colours; null to draw without.</param>
internal sealed class TerminalPanel(TerminalCanvas canvas, ChartAxis horizontal, ChartPanel panel, PlotArea area, ChartTheme? theme)
{
    /// <summary>Draws the series, from the back to the front.</summary>
    public void Draw()
    {
        foreach (ChartSeries series in panel.Series)
        {
            switch (series)
            {
                case ChartCells cells:
                    DrawCells(cells);
                    break;
                case ChartBand band:
                    DrawBand(band);
                    break;
                case ChartLine line:
                    DrawLine(line);
                    break;
                case ChartMarks marks:
                    DrawMarks(marks);
                    break;
            }
        }
    }

    private int ColumnOf(double value) => PlotArea.ColumnOf(horizontal, value, area.Columns);

    private int LineOf(double value) => PlotArea.LineOf(panel.Axis, value, area.Lines);

    private void Set(int line, int column, char sign, ChartColor color)
    {
        if (line >= 0 && line < area.Lines && column >= 0 && column < area.Columns)
        {
            canvas.Set(area.Line + line, area.Column + column, sign, theme?.Of(color));
        }
    }

    private void DrawMarks(ChartMarks marks)
    {
        foreach (ChartPoint point in marks.Points)
        {
            Set(LineOf(point.Y), ColumnOf(point.X), TerminalSigns.Of(marks.Shape), marks.Color);
        }
    }

    private void DrawLine(ChartLine line)
    {
        (double Least, double Most)[] spans = Spans(Downsampling.Line(line.Points, horizontal, area.Columns));
        char sign = TerminalSigns.Of(line.Color);
        for (int column = 0; column < spans.Length; column++)
        {
            // A line that is not solid leaves columns out.
            if (double.IsNaN(spans[column].Least) || (line.Stroke != ChartStroke.Solid && column % 3 != 0))
            {
                continue;
            }

            (int from, int to) = (LineOf(spans[column].Least), LineOf(spans[column].Most));
            for (int at = Math.Max(Math.Min(from, to), 0); at <= Math.Min(Math.Max(from, to), area.Lines - 1); at++)
            {
                Set(at, column, sign, line.Color);
            }
        }
    }

    private void DrawBand(ChartBand band)
    {
        char sign = TerminalSigns.OfBand(panel.OrderOf(band));
        (double Least, double Most)[] lower = Spans(Downsampling.Edge(band.Lower, horizontal, area.Columns, isUpper: false));
        (double Least, double Most)[] upper = Spans(Downsampling.Edge(band.Upper, horizontal, area.Columns, isUpper: true));
        for (int column = 0; column < lower.Length; column++)
        {
            if (double.IsNaN(lower[column].Least) || double.IsNaN(upper[column].Most))
            {
                continue;
            }

            (int from, int to) = (LineOf(upper[column].Most), LineOf(lower[column].Least));
            for (int at = Math.Max(from, 0); at <= Math.Min(to, area.Lines - 1); at++)
            {
                Set(at, column, sign, band.Color);
            }
        }
    }

    // The lowest and the highest value of a line in each column; NaN where it has none.
    private (double Least, double Most)[] Spans(IReadOnlyList<ChartPoint> points)
    {
        var spans = new (double Least, double Most)[area.Columns];
        Array.Fill(spans, (double.NaN, double.NaN));
        for (int i = 0; i < points.Count; i++)
        {
            Include(spans, ColumnOf(points[i].X), points[i].Y);
            if (i > 0)
            {
                Connect(spans, points[i - 1], points[i]);
            }
        }

        return spans;
    }

    // Includes what the straight line between two points passes in each column, from its left edge to its right edge.
    private void Connect((double Least, double Most)[] spans, ChartPoint from, ChartPoint to)
    {
        (double first, double last) = (horizontal.PlaceOf(from.X) * area.Columns, horizontal.PlaceOf(to.X) * area.Columns);
        (double start, double end) = (panel.Axis.Linear(from.Y), panel.Axis.Linear(to.Y));
        for (int column = (int)Math.Max(first, 0); column <= Math.Min(last, area.Columns - 1); column++)
        {
            Include(spans, column, At(Math.Max(column, first)));
            Include(spans, column, At(Math.Min(column + 1, last)));
        }

        double At(double place)
        {
            double value = last > first ? start + ((end - start) * (place - first) / (last - first)) : end;
            return panel.Axis.Scale == ChartScale.Logarithmic ? Math.Pow(10, value) : value;
        }
    }

    private static void Include((double Least, double Most)[] spans, int column, double value)
    {
        if (column >= 0 && column < spans.Length && !double.IsNaN(value))
        {
            (double least, double most) = spans[column];
            spans[column] = double.IsNaN(least) ? (value, value) : (Math.Min(least, value), Math.Max(most, value));
        }
    }

    private void DrawCells(ChartCells cells)
    {
        // With colours, a character shows two rows: the colour of its upper half, and the one behind it.
        int halves = theme is null ? 1 : 2;
        double[,] grid = cells.ToGrid(area.Columns, area.Lines * halves);
        int rows = grid.GetLength(1);
        int height = area.Lines * halves / rows;
        for (int line = 0; line < area.Lines; line++)
        {
            for (int column = 0; column < area.Columns; column++)
            {
                double upper = At(line * halves);
                double lower = At((line * halves) + halves - 1);
                DrawCell(cells, line, column, upper, lower);

                // With an odd number of halves, the last line has one of them.
                double At(int row) => row / height < rows ? grid[(int)((long)column * grid.GetLength(0) / area.Columns), row / height] : double.NaN;
            }
        }
    }

    private void DrawCell(ChartCells cells, int line, int column, double upper, double lower)
    {
        double scale = cells.Most;
        (int at, int to) = (area.Line + line, area.Column + column);
        if (theme is null)
        {
            canvas.Set(at, to, double.IsNaN(upper) ? '?' : TerminalSigns.OfCell(upper / scale));
        }
        else if (double.IsNaN(upper) || double.IsNaN(lower))
        {
            bool none = double.IsNaN(upper) && double.IsNaN(lower);
            canvas.Set(at, to, none ? ' ' : double.IsNaN(upper) ? TerminalSigns.LowerHalf : TerminalSigns.UpperHalf, none ? null : Color(double.IsNaN(upper) ? lower : upper));
        }
        else
        {
            canvas.Set(at, to, TerminalSigns.UpperHalf, Color(upper), Color(lower));
        }

        Rgb Color(double value) => theme!.OfCell(value / scale, cells.IsShare);
    }
}
