namespace RnnPS.Charts;

/// <summary>The colour of a series: that of the text, or one of the palette.</summary>
/// <param name="Index">The index in the palette; −1 for the colour of the text.</param>
internal readonly record struct ChartColor(int Index)
{
    /// <summary>The colour of the text, for what was measured.</summary>
    public static ChartColor Ink => new(-1);
}

/// <summary>How a line is drawn.</summary>
internal enum ChartStroke
{
    /// <summary>Without gaps.</summary>
    Solid,

    /// <summary>In dashes.</summary>
    Dashed,

    /// <summary>In dots.</summary>
    Dotted,
}

/// <summary>The shape of a marked point.</summary>
internal enum ChartShape
{
    /// <summary>A disc.</summary>
    Circle,

    /// <summary>A triangle.</summary>
    Triangle,

    /// <summary>A square.</summary>
    Square,

    /// <summary>A star.</summary>
    Star,
}

/// <summary>A place of a chart.</summary>
/// <param name="X">The value on the horizontal axis.</param>
/// <param name="Y">The value on the vertical axis; NaN for a gap.</param>
internal readonly record struct ChartPoint(double X, double Y);

/// <summary>What is drawn in a panel.</summary>
/// <param name="Name">The name in the legend; empty if it has none.</param>
/// <param name="Color">The colour.</param>
internal abstract record ChartSeries(string Name, ChartColor Color)
{
    /// <summary>All values on the vertical axis.</summary>
    public abstract IEnumerable<double> Values { get; }

    /// <summary>All values on the horizontal axis.</summary>
    public abstract IEnumerable<double> Places { get; }
}

/// <summary>A line through points, in their order.</summary>
internal sealed record ChartLine(string Name, ChartColor Color, IReadOnlyList<ChartPoint> Points, ChartStroke Stroke = ChartStroke.Solid) : ChartSeries(Name, Color)
{
    /// <inheritdoc/>
    public override IEnumerable<double> Values => Points.Select(point => point.Y);

    /// <inheritdoc/>
    public override IEnumerable<double> Places => Points.Select(point => point.X);
}

/// <summary>An area between two values at each place, such as a prediction interval.</summary>
internal sealed record ChartBand(string Name, ChartColor Color, IReadOnlyList<ChartPoint> Lower, IReadOnlyList<ChartPoint> Upper) : ChartSeries(Name, Color)
{
    /// <summary>The number of bands that this one lies on, which make it darker.</summary>
    public int Below { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<double> Values => Lower.Concat(Upper).Select(point => point.Y);

    /// <inheritdoc/>
    public override IEnumerable<double> Places => Lower.Select(point => point.X);
}

/// <summary>Marked points.</summary>
internal sealed record ChartMarks(string Name, ChartColor Color, IReadOnlyList<ChartPoint> Points, ChartShape Shape) : ChartSeries(Name, Color)
{
    /// <inheritdoc/>
    public override IEnumerable<double> Values => Points.Select(point => point.Y);

    /// <inheritdoc/>
    public override IEnumerable<double> Places => Points.Select(point => point.X);
}
