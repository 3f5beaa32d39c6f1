using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace RnnPS.Charts.Svg;

/// <summary>Completes the SVG that OxyPlot writes: a title for screen readers, a size that scales, and one path for all cells of a colour.</summary>
internal static class SvgDocument
{
    private const string CellEnd = ";stroke:none;";
    private const string CellStart = "fill:";

    // The fill of a cell without a value.
    private const string None = "none";

    /// <summary>Completes a document.</summary>
    /// <param name="svg">The SVG of OxyPlot.</param>
    /// <param name="chart">The chart.</param>
    /// <param name="width">The width, in pixels.</param>
    /// <param name="height">The height, in pixels.</param>
    /// <returns>The document in UTF-8.</returns>
    public static byte[] Finish(byte[] svg, RnnChart chart, int width, int height)
    {
        XElement root = XElement.Load(new MemoryStream(svg));
        XNamespace space = root.Name.Namespace;
        root.SetAttributeValue("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}"));
        root.SetAttributeValue("role", "img");
        root.AddFirst(new XElement(space + "title", chart.Subtitle is null ? chart.Title : $"{chart.Title}: {chart.Subtitle}"));
        foreach (XElement group in root.Descendants(space + "g"))
        {
            MergeCells(group, space);
        }

        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, IndentChars = " ", NewLineChars = "\n" };
        using (var writer = XmlWriter.Create(stream, settings))
        {
            root.Save(writer);
        }

        return [.. stream.ToArray(), (byte)'\n'];
    }

    // A rectangle takes 100 bytes, and a heatmap can have tens of thousands.
    private static void MergeCells(XElement group, XNamespace space)
    {
        List<Cell> cells = [];
        foreach (XElement element in group.Elements().ToArray())
        {
            if (element.Name == space + "rect" && Cell.TryRead(element) is { } cell)
            {
                element.Remove();
                if (cell.Fill != None)
                {
                    cells.Add(cell);
                }
            }
            else
            {
                element.AddBeforeSelf(Paths(cells, space));
                cells.Clear();
            }
        }

        group.Add(Paths(cells, space));
    }

    private static XElement[] Paths(List<Cell> cells, XNamespace space) =>
    [
        .. cells.GroupBy(cell => cell.Fill).OrderBy(color => color.Key, StringComparer.Ordinal).Select(color => new XElement(
            space + "path",
            new XAttribute("fill", color.Key),
            // Without anti-aliasing, the background does not shine through between cells.
            new XAttribute("shape-rendering", "crispEdges"),
            new XAttribute("d", string.Concat(Runs(color).Select(cell => cell.ToPath()))))),
    ];

    // Cells of one row and colour that touch become one.
    private static IEnumerable<Cell> Runs(IEnumerable<Cell> cells)
    {
        Cell? run = null;
        foreach (Cell cell in cells.OrderBy(cell => cell.Y).ThenBy(cell => cell.X))
        {
            if (run is { } open && open.Touches(cell))
            {
                run = open with { Width = cell.X + cell.Width - open.X };
                continue;
            }

            if (run is { } complete)
            {
                yield return complete;
            }

            run = cell;
        }

        if (run is { } last)
        {
            yield return last;
        }
    }

    private readonly record struct Cell(string Fill, double X, double Y, double Width, double Height)
    {
        private const double Touch = 0.001;

        public static Cell? TryRead(XElement rect)
        {
            string style = (string?)rect.Attribute("style") ?? string.Empty;
            // Another rectangle has an opacity, too.
            return style.StartsWith(CellStart, StringComparison.Ordinal) && style.IndexOf(';', StringComparison.Ordinal) == style.Length - CellEnd.Length
                && style.EndsWith(CellEnd, StringComparison.Ordinal)
                ? new Cell(style[CellStart.Length..^CellEnd.Length], Read("x"), Read("y"), Read("width"), Read("height"))
                : null;

            double Read(string name) => double.Parse(rect.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        }

        public bool Touches(Cell next) => Y == next.Y && Height == next.Height && Math.Abs(X + Width - next.X) < Touch;

        public string ToPath() => string.Create(CultureInfo.InvariantCulture, $"M{X:0.##},{Y:0.##}H{X + Width:0.##}V{Y + Height:0.##}H{X:0.##}z");
    }
}
