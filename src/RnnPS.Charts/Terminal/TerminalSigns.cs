namespace RnnPS.Charts.Terminal;

/// <summary>The characters of series and cells, which tell them apart without colours.</summary>
internal static class TerminalSigns
{
    /// <summary>The upper half of a cell.</summary>
    public const char UpperHalf = '▀';

    /// <summary>The lower half of a cell.</summary>
    public const char LowerHalf = '▄';

    // By colour: the first is for what was measured.
    private static readonly char[] Lines = ['•', '+', 'x', 'o', '*', '#', '@'];

    private static readonly char[] Below = [' ', '-', '=', '≡'];
    private static readonly char[] Above = [' ', '░', '▒', '▓', '█'];

    // By order: a band is drawn within the one before.
    private static readonly char[] Bands = ['░', '▒', '▓'];

    /// <summary>The sign of the area between two values.</summary>
    /// <param name="order">The number of bands behind it.</param>
    public static char OfBand(int order) => Bands[Math.Min(order, Bands.Length - 1)];

    /// <summary>The sign of a line.</summary>
    public static char Of(ChartColor color) => Lines[color.Index < 0 ? 0 : 1 + (color.Index % (Lines.Length - 1))];

    /// <summary>The sign of a marked point.</summary>
    public static char Of(ChartShape shape) => shape switch
    {
        ChartShape.Triangle => '▲',
        ChartShape.Square => '■',
        ChartShape.Star => '★',
        _ => '●',
    };

    /// <summary>The sign of a cell: denser for larger values, and of another kind below 0.</summary>
    /// <param name="place">The place on the scale, from −1 or 0 to 1.</param>
    public static char OfCell(double place)
    {
        char[] signs = place < 0 ? Below : Above;
        return signs[Math.Min((int)Math.Round(Math.Abs(place) * (signs.Length - 1)), signs.Length - 1)];
    }
}
