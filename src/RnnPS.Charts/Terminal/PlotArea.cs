namespace RnnPS.Charts.Terminal;

/// <summary>Where a panel is drawn.</summary>
/// <param name="Line">The first line.</param>
/// <param name="Column">The first column.</param>
/// <param name="Lines">The number of lines.</param>
/// <param name="Columns">The number of columns.</param>
internal readonly record struct PlotArea(int Line, int Column, int Lines, int Columns)
{
    /// <summary>The line of a value, from the top of the area; outside of it if the value is outside of the axis.</summary>
    public static int LineOf(ChartAxis axis, double value, int lines)
    {
        double place = axis.PlaceOf(value);
        return IndexOf(axis.IsReversed ? place : 1 - place, lines);
    }

    /// <summary>The column of a value, from the left of the area.</summary>
    public static int ColumnOf(ChartAxis axis, double value, int columns) => IndexOf(axis.PlaceOf(value), columns);

    // The end of the axis belongs to the last line or column.
    private static int IndexOf(double place, int count) => place is >= 0 and <= 1 ? Math.Min((int)(place * count), count - 1) : place < 0 ? -1 : count;
}
