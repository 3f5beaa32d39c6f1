using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace RnnPS.Charts.Svg;

/// <summary>Draws a chart as SVG with OxyPlot.</summary>
/// <param name="chart">The chart.</param>
/// <param name="width">The width, in pixels.</param>
/// <param name="height">The height, in pixels.</param>
/// <param name="theme">The colours.</param>
internal sealed class SvgDrawing(RnnChart chart, int width, int height, ChartTheme theme)
{
    private const string Font = "Arial, Helvetica, sans-serif";
    private const double FontSize = 13;
    private const double LineThickness = 1.6;
    private const double AreaOpacity = 0.22;
    private const double Gap = 0.05;

    // About the space that a label takes.
    private const int LabelHeight = 42;
    private const int LabelWidth = 95;

    // A heatmap has a bar with its colours at the right.
    private const double CellsEnd = 0.955;
    private const double BarStart = 0.972;

    // An odd number, so that 0 has a colour of its own in the middle.
    private const int BarColors = 65;

    // One path for a colour takes about 20 bytes a cell.
    private const int MostCells = 25000;
    private const double LeastCellHeight = 3;

    private readonly HashSet<string> _named = [];
    private readonly bool _hasCells = chart.Panels.Any(panel => panel.Cells is not null);

    // About the width of the plot, in pixels, without the space for labels and titles.
    private readonly int _columns = Math.Max(width - 100, 10);

    /// <summary>The document in UTF-8.</summary>
    public byte[] ToBytes()
    {
        PlotModel model = CreateModel();
        using var stream = new MemoryStream();
        using (var context = new BaselineRenderContext(stream, width, height, new HelveticaMeasure(), model.Background))
        {
            IPlotModel plot = model;
            plot.Update(updateData: true);
            plot.Render(context, new OxyRect(0, 0, width, height));
            context.Complete();
        }

        if (model.GetLastPlotException() is { } error)
        {
            throw new InvalidOperationException(error.Message, error);
        }

        return SvgDocument.Finish(stream.ToArray(), chart, width, height);
    }

    private static OxyColor Color(Rgb color, double opacity = 1) => OxyColor.FromArgb((byte)Math.Round(255 * opacity), color.Red, color.Green, color.Blue);

    private PlotModel CreateModel()
    {
        var model = new PlotModel
        {
            Culture = CultureInfo.InvariantCulture,
            DefaultFont = Font,
            DefaultFontSize = FontSize,
            Background = Color(theme.Background),
            TextColor = Color(theme.Ink),
            PlotAreaBorderThickness = new OxyThickness(0),
            Title = chart.Title,
            TitleFontSize = 17,
            TitleFontWeight = FontWeights.Bold,
            Subtitle = chart.Subtitle,
            SubtitleFontSize = FontSize,
            SubtitleColor = Color(theme.Quiet),
            Padding = new OxyThickness(12, 12, 16, 12),
        };
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.BottomCenter,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendTextColor = Color(theme.Ink),
            LegendFontSize = FontSize,
            LegendColumnSpacing = 24,
            LegendSymbolLength = 24,
            LegendItemSpacing = 24,
            LegendBorderThickness = 0,
        });
        model.Axes.Add(Place(new TickAxis(chart.Axis, Math.Max(width / LabelWidth, 2)) { Position = AxisPosition.Bottom, Key = "x" }, 0, _hasCells ? CellsEnd : 1));
        if (_hasCells)
        {
            model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Key = "bar", StartPosition = BarStart, EndPosition = 1, Minimum = 0, Maximum = 1, IsAxisVisible = false });
        }

        AddPanels(model);
        return model;
    }

    private void AddPanels(PlotModel model)
    {
        double total = chart.Panels.Sum(panel => panel.Weight);
        double space = 1 - (Gap * (chart.Panels.Count - 1));
        double top = 1;
        for (int i = 0; i < chart.Panels.Count; i++)
        {
            ChartPanel panel = chart.Panels[i];
            double bottom = Math.Max(0, top - (space * panel.Weight / total));
            string key = string.Create(CultureInfo.InvariantCulture, $"y{i}");
            int ticks = Math.Max(2, (int)((height - 120) * (top - bottom) / LabelHeight));
            Axis axis = Place(new TickAxis(panel.Axis, ticks) { Position = AxisPosition.Left, Key = key }, bottom, top);
            if (panel.Cells is null)
            {
                axis.MajorGridlineStyle = LineStyle.Solid;
                axis.MajorGridlineColor = Color(theme.Grid);
                axis.MajorGridlineThickness = 1;
            }

            model.Axes.Add(axis);
            foreach (ChartSeries series in panel.Series)
            {
                Add(model, series, panel.Axis, key, (height - 120) * (top - bottom), (bottom, top));
            }

            top = bottom - Gap;
        }
    }

    private Axis Place(Axis axis, double start, double end)
    {
        (axis.StartPosition, axis.EndPosition) = axis.StartPosition > axis.EndPosition ? (end, start) : (start, end);
        axis.TicklineColor = axis.AxislineColor = Color(theme.Quiet);
        axis.TextColor = Color(theme.Quiet);
        axis.TitleColor = Color(theme.Ink);
        return axis;
    }

    private void Add(PlotModel model, ChartSeries series, ChartAxis axis, string key, double pixels, (double Bottom, double Top) span)
    {
        switch (series)
        {
            case ChartLine line:
                model.Series.Add(Line(line, axis, key));
                break;
            case ChartBand band:
                model.Series.Add(Band(band, axis, key));
                break;
            case ChartMarks marks:
                model.Series.Add(Marks(marks, axis, key));
                break;
            case ChartCells cells:
                AddCells(model, cells, key, pixels, span);
                break;
        }
    }

    // A name that several series share is in the legend once.
    private string? Name(string name) => name.Length > 0 && _named.Add(name) ? name : null;

    private static DataPoint Point(ChartPoint point, ChartAxis axis) => new(point.X, axis.Linear(point.Y));

    private LineSeries Line(ChartLine line, ChartAxis axis, string key)
    {
        var series = new LineSeries
        {
            Title = Name(line.Name),
            Color = Color(theme.Of(line.Color)),
            StrokeThickness = LineThickness,
            // The default leaves points out that are near to the one before.
            MinimumSegmentLength = 0,
            LineStyle = line.Stroke switch
            {
                ChartStroke.Dashed => LineStyle.Dash,
                ChartStroke.Dotted => LineStyle.Dot,
                _ => LineStyle.Solid,
            },
            LineJoin = LineJoin.Round,
            YAxisKey = key,
            XAxisKey = "x",
        };
        IReadOnlyList<ChartPoint> points = Downsampling.Line(line.Points, chart.Axis, _columns);
        series.Points.AddRange(points.Select(point => Point(point, axis)));
        return series;
    }

    private BandSeries Band(ChartBand band, ChartAxis axis, string key)
    {
        var series = new BandSeries
        {
            Title = Name(band.Name),
            Color = OxyColors.Transparent,
            Color2 = OxyColors.Transparent,
            StrokeThickness = 0,
            MinimumSegmentLength = 0,
            Fill = Color(theme.Of(band.Color), AreaOpacity),
            LegendFill = Color(theme.Of(band.Color), 1 - Math.Pow(1 - AreaOpacity, band.Below + 1)),
            YAxisKey = key,
            XAxisKey = "x",
        };
        series.Points.AddRange(Downsampling.Edge(band.Lower, chart.Axis, _columns, isUpper: false).Select(point => Point(point, axis)));
        series.Points2.AddRange(Downsampling.Edge(band.Upper, chart.Axis, _columns, isUpper: true).Select(point => Point(point, axis)));
        return series;
    }

    private ScatterSeries Marks(ChartMarks marks, ChartAxis axis, string key)
    {
        var series = new ScatterSeries
        {
            Title = Name(marks.Name),
            MarkerType = marks.Shape switch
            {
                ChartShape.Triangle => MarkerType.Triangle,
                ChartShape.Square => MarkerType.Square,
                ChartShape.Star => MarkerType.Diamond,
                _ => MarkerType.Circle,
            },
            MarkerSize = marks.Shape == ChartShape.Circle ? 4.5 : 5.5,
            MarkerFill = Color(theme.Of(marks.Color)),
            MarkerStroke = Color(theme.Background),
            MarkerStrokeThickness = 1,
            YAxisKey = key,
            XAxisKey = "x",
        };
        series.Points.AddRange(marks.Points.Select(point => new ScatterPoint(point.X, axis.Linear(point.Y))));
        return series;
    }

    private void AddCells(PlotModel model, ChartCells cells, string key, double pixels, (double Bottom, double Top) span)
    {
        int rows = (int)Math.Min(cells.Units, Math.Max(pixels / LeastCellHeight, 1));
        double[,] grid = cells.ToGrid(Math.Min(_columns, MostCells / rows), rows);
        string colors = key + "colors";
        model.Axes.Add(new LinearColorAxis
        {
            Key = colors,
            Palette = new OxyPalette(Enumerable.Range(0, BarColors).Select(i => Color(Cell(cells, (i + 0.5) / BarColors)))),
            Minimum = cells.Least,
            Maximum = cells.Most,
            IsAxisVisible = false,
            InvalidNumberColor = OxyColors.Transparent,
            Position = AxisPosition.None,
        });
        model.Series.Add(Heatmap(grid, (cells.First - 0.5, cells.First - 0.5 + cells.Length), (-0.5, cells.Units - 0.5), ("x", key, colors)));
        var bar = new double[1, BarColors];
        for (int i = 0; i < BarColors; i++)
        {
            bar[0, i] = cells.Least + ((cells.Most - cells.Least) * (i + 0.5) / BarColors);
        }

        string barKey = key + "bar";
        var scale = new ChartAxis(cells.Name, cells.Least, cells.Most);
        model.Axes.Add(Place(new TickAxis(scale, 4) { Position = AxisPosition.Right, Key = barKey }, span.Bottom, span.Top));
        model.Series.Add(Heatmap(bar, (0, 1), (cells.Least, cells.Most), ("bar", barKey, colors)));
    }

    private Rgb Cell(ChartCells cells, double share) => theme.OfCell(cells.IsShare ? share : (2 * share) - 1, cells.IsShare);

    private static HeatMapSeries Heatmap(double[,] grid, (double First, double Last) columns, (double First, double Last) rows, (string X, string Y, string Colors) keys) => new()
    {
        Data = grid,
        X0 = columns.First,
        X1 = columns.Last,
        Y0 = rows.First,
        Y1 = rows.Last,
        CoordinateDefinition = HeatMapCoordinateDefinition.Edge,
        RenderMethod = HeatMapRenderMethod.Rectangles,
        Interpolate = false,
        XAxisKey = keys.X,
        YAxisKey = keys.Y,
        ColorAxisKey = keys.Colors,
    };
}
