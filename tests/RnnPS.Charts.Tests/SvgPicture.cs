using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace RnnPS.Charts.Tests;

/// <summary>
/// Reads an SVG as a viewer does. The labels of its axes say where values are, so that tests compare places with values and not with the
/// code that drew them.
/// </summary>
internal sealed class SvgPicture
{
    public const string Blue = "rgb(0,114,178)";
    public const string Vermillion = "rgb(213,94,0)";
    public const string Ink = "rgb(34,34,34)";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    // The middle of a digit is half of its height, 0.716 em, above the baseline of a label with 13 pixels.
    private const double HalfDigit = 0.716 / 2 * 13;

    // The legend, below the plot, has samples of the lines and areas.
    private const double LegendHeight = 45;

    private const string Narrow = "il.,:;|'() tfj-[]I";

    private readonly XElement _root;
    private readonly List<Label> _labels;

    public SvgPicture(byte[] svg)
    {
        Text = Encoding.UTF8.GetString(svg);
        _root = XElement.Parse(Text);
        _labels = [.. _root.Descendants(Svg + "text").Select(ReadLabel)];
    }

    public string Text { get; }

    public IReadOnlyList<string> Texts => [.. _labels.Select(label => label.Text)];

    public string? Title => _root.Element(Svg + "title")?.Value;

    public (double Width, double Height) Size => (Number(_root, "width"), Number(_root, "height"));

    /// <summary>The place of a value on the horizontal axis, from the labels of numbers or dates below the plot.</summary>
    public double X(double value, Func<string, double>? read = null)
    {
        (double Value, double Place)[] ticks = [.. Numbers(label => label.Anchor == "middle" && !label.IsRotated, read).Select(tick => (tick.Value, tick.Label.X))];
        return Interpolate(ticks, value);
    }

    /// <summary>The place of a value on the vertical axis, from the labels at the left.</summary>
    public double Y(double value, bool logarithmic = false) => VerticalPlace("end", value, logarithmic);

    /// <summary>The place of a value on the scale of colours at the right.</summary>
    public double BarY(double value) => VerticalPlace("start", value, logarithmic: false);

    /// <summary>The lines of a colour: the points of each.</summary>
    public List<(double X, double Y)[]> Lines(string color, bool dashed = false) =>
    [
        .. _root.Descendants(Svg + "polyline")
            .Where(line => Style(line, "stroke") == color && Style(line, "fill") == "none" && ((string)line.Attribute("style")!).Contains("stroke-dasharray", StringComparison.Ordinal) == dashed
                && (string?)line.Attribute("shape-rendering") != "crispEdges")
            .Select(line => Points((string)line.Attribute("points")!))
            .Where(line => line[0].Y < Size.Height - LegendHeight),
    ];

    /// <summary>The areas of a colour.</summary>
    public List<(double X, double Y)[]> Areas(string color) =>
        [.. _root.Descendants(Svg + "polygon").Where(area => Style(area, "fill") == color).Select(area => Points((string)area.Attribute("points")!)).Where(area => area[0].Y < Size.Height - LegendHeight)];

    /// <summary>The middles of the discs of a colour.</summary>
    public List<(double X, double Y)> Discs(string color) =>
        [.. _root.Descendants(Svg + "ellipse").Where(disc => Style(disc, "fill") == color).Select(disc => (Number(disc, "cx"), Number(disc, "cy")))];

    /// <summary>The colour of the cell at a place.</summary>
    public string? CellAt(double x, double y) => Cells().LastOrDefault(cell => cell.Left <= x && x < cell.Right && cell.Top <= y && y < cell.Bottom).Color;

    public IEnumerable<(string? Color, double Left, double Top, double Right, double Bottom)> Cells()
    {
        foreach (XElement path in _root.Descendants(Svg + "path"))
        {
            foreach (string part in ((string)path.Attribute("d")!).Split('z', StringSplitOptions.RemoveEmptyEntries))
            {
                double[] numbers = [.. part.Split('M', 'H', 'V', ',').Where(text => text.Length > 0).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
                yield return ((string?)path.Attribute("fill"), numbers[0], numbers[1], numbers[2], numbers[3]);
            }
        }
    }

    /// <summary>The boxes around texts, by the widths of Arial and a little less than the height of its letters.</summary>
    public List<(string Text, double Left, double Top, double Right, double Bottom)> Boxes() => [.. _labels.Select(label =>
    {
        double width = label.Text.Sum(letter => Narrow.Contains(letter, StringComparison.Ordinal) ? 0.25 : 0.5) * label.FontSize;
        double start = label.Anchor == "middle" ? -width / 2 : label.Anchor == "end" ? -width : 0;
        double cap = 0.7 * label.FontSize;
        return label.IsRotated
            ? (label.Text, label.X - cap, label.Y - start - width, label.X, label.Y - start)
            : (label.Text, label.X + start, label.Y - cap, label.X + start + width, label.Y);
    })];

    private double VerticalPlace(string anchor, double value, bool logarithmic)
    {
        (double Value, double Place)[] ticks =
        [
            .. Numbers(label => label.Anchor == anchor && !label.IsRotated, null)
                .Select(tick => (logarithmic ? Math.Log10(tick.Value) : tick.Value, tick.Label.Y - HalfDigit)),
        ];
        return Interpolate(ticks, logarithmic ? Math.Log10(value) : value);
    }

    private IEnumerable<(double Value, Label Label)> Numbers(Func<Label, bool> isTick, Func<string, double>? read)
    {
        foreach (Label label in _labels.Where(isTick))
        {
            double value = double.NaN;
            if (read is not null)
            {
                value = read(label.Text);
            }
            else if (double.TryParse(label.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            {
                value = number;
            }

            if (!double.IsNaN(value))
            {
                yield return (value, label);
            }
        }
    }

    private static double Interpolate((double Value, double Place)[] ticks, double value)
    {
        Assert.True(ticks.Length >= 2, "The axis has fewer than two labels.");
        ((double from, double start), (double to, double end)) = (ticks.MinBy(tick => tick.Value), ticks.MaxBy(tick => tick.Value));
        return start + ((end - start) * (value - from) / (to - from));
    }

    private static Label ReadLabel(XElement text)
    {
        string transform = (string)text.Attribute("transform")!;
        double[] place = [.. transform.Split('(')[1].Split(')')[0].Split(',').Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
        return new Label(text.Value, place[0], place[1], (string)text.Attribute("text-anchor")!, transform.Contains("rotate", StringComparison.Ordinal), Number(text, "font-size"));
    }

    private static string? Style(XElement element, string name) => ((string?)element.Attribute("style") ?? string.Empty).Split(';')
        .Select(part => part.Split(':')).Where(part => part[0] == name).Select(part => part[1]).FirstOrDefault();

    private static (double X, double Y)[] Points(string points) => [.. points.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(point => point.Split(','))
        .Select(point => (double.Parse(point[0], CultureInfo.InvariantCulture), double.Parse(point[1], CultureInfo.InvariantCulture)))];

    private static double Number(XElement element, string name) => double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);

    private sealed record Label(string Text, double X, double Y, string Anchor, bool IsRotated, double FontSize);
}
