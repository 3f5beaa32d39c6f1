namespace RnnPS.Charts;

/// <summary>
/// Reduces a series with more points than columns of pixels: of the points in a column, the lowest and the highest stay, in their order, so
/// that no spike is lost.
/// </summary>
internal static class Downsampling
{
    /// <summary>Reduces the points of a line.</summary>
    /// <param name="points">The points, from left to right.</param>
    /// <param name="axis">The horizontal axis.</param>
    /// <param name="columns">The number of columns.</param>
    public static IReadOnlyList<ChartPoint> Line(IReadOnlyList<ChartPoint> points, ChartAxis axis, int columns) =>
        points.Count <= 2 * columns ? points : [.. Columns(points, axis, columns).SelectMany(Ends)];

    /// <summary>Reduces the points of an edge to the lowest or highest of each column.</summary>
    /// <param name="points">The points, from left to right.</param>
    /// <param name="axis">The horizontal axis.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="isUpper">Whether the highest points stay.</param>
    public static IReadOnlyList<ChartPoint> Edge(IReadOnlyList<ChartPoint> points, ChartAxis axis, int columns, bool isUpper) => points.Count <= 2 * columns
        ? points
        : [.. Columns(points, axis, columns).Select(column => column.MaxBy(point => Known(isUpper ? point.Y : -point.Y)))];

    private static double Known(double value) => double.IsNaN(value) ? double.NegativeInfinity : value;

    private static IEnumerable<List<ChartPoint>> Columns(IReadOnlyList<ChartPoint> points, ChartAxis axis, int columns)
    {
        List<ChartPoint> column = [];
        int current = 0;
        foreach (ChartPoint point in points)
        {
            int place = (int)Math.Clamp(axis.PlaceOf(point.X) * columns, 0, columns - 1);
            if (place != current && column.Count > 0)
            {
                yield return column;
                column = [];
            }

            current = place;
            column.Add(point);
        }

        if (column.Count > 0)
        {
            yield return column;
        }
    }

    // A column without any value is a gap.
    private static IEnumerable<ChartPoint> Ends(List<ChartPoint> column)
    {
        int lowest = -1;
        int highest = -1;
        for (int i = 0; i < column.Count; i++)
        {
            if (!double.IsNaN(column[i].Y))
            {
                lowest = lowest < 0 || column[i].Y < column[lowest].Y ? i : lowest;
                highest = highest < 0 || column[i].Y > column[highest].Y ? i : highest;
            }
        }

        return lowest < 0 ? [column[0]] : lowest == highest ? [column[lowest]] : lowest < highest ? [column[lowest], column[highest]] : [column[highest], column[lowest]];
    }
}
