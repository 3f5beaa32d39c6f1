namespace RnnPS.Charts;

/// <summary>A colour of 24 bits.</summary>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>The colour of a number such as 0x0072B2.</summary>
    public static Rgb Of(int code) => new((byte)(code >> 16), (byte)(code >> 8), (byte)code);

    /// <summary>A colour between this one and another.</summary>
    /// <param name="other">The other colour.</param>
    /// <param name="share">0 for this colour, 1 for the other.</param>
    public Rgb Towards(Rgb other, double share) => new(Mix(Red, other.Red, share), Mix(Green, other.Green, share), Mix(Blue, other.Blue, share));

    private static byte Mix(byte from, byte to, double share) => (byte)Math.Round(from + ((to - from) * share));
}

/// <summary>
/// The colours of a chart. The palette is that of Okabe and Ito (2008, "Color Universal Design"), which people with any kind of colour
/// blindness tell apart, in the order that shows best on the background.
/// </summary>
internal sealed class ChartTheme
{
    private static readonly ChartTheme Light = new()
    {
        Background = Rgb.Of(0xFFFFFF),
        Ink = Rgb.Of(0x222222),
        Quiet = Rgb.Of(0x666666),
        Grid = Rgb.Of(0xE4E4E4),
        Palette = [Rgb.Of(0x0072B2), Rgb.Of(0xD55E00), Rgb.Of(0x009E73), Rgb.Of(0xCC79A7), Rgb.Of(0xE69F00), Rgb.Of(0x56B4E9)],
        Zero = Rgb.Of(0xFFFFFF),
        Negative = [Rgb.Of(0x56B4E9), Rgb.Of(0x004A75)],
        Positive = [Rgb.Of(0xE69F00), Rgb.Of(0x993D00)],
    };

    private static readonly ChartTheme Dark = new()
    {
        Background = Rgb.Of(0x16191D),
        Ink = Rgb.Of(0xE8E8E8),
        Quiet = Rgb.Of(0xA0A4A8),
        Grid = Rgb.Of(0x33383E),
        Palette = [Rgb.Of(0x56B4E9), Rgb.Of(0xE69F00), Rgb.Of(0x009E73), Rgb.Of(0xCC79A7), Rgb.Of(0xF0E442), Rgb.Of(0xD55E00)],
        Zero = Rgb.Of(0x16191D),
        Negative = [Rgb.Of(0x0072B2), Rgb.Of(0x9AD4F5)],
        Positive = [Rgb.Of(0xB35000), Rgb.Of(0xFFC65C)],
    };

    /// <summary>The background.</summary>
    public required Rgb Background { get; init; }

    /// <summary>Text, and what was measured.</summary>
    public required Rgb Ink { get; init; }

    /// <summary>Axes and their labels.</summary>
    public required Rgb Quiet { get; init; }

    /// <summary>The lines behind a chart.</summary>
    public required Rgb Grid { get; init; }

    /// <summary>The colours of series.</summary>
    public required IReadOnlyList<Rgb> Palette { get; init; }

    /// <summary>The colour of 0 in a heatmap.</summary>
    public required Rgb Zero { get; init; }

    /// <summary>The colours of half and of the whole lower end of a scale around 0.</summary>
    public required Rgb[] Negative { get; init; }

    /// <summary>The colours of half and of the whole upper end of a scale around 0, and of shares.</summary>
    public required Rgb[] Positive { get; init; }

    /// <summary>The theme for a background.</summary>
    public static ChartTheme Of(bool isDark) => isDark ? Dark : Light;

    /// <summary>The colour of a series.</summary>
    public Rgb Of(ChartColor color) => color.Index < 0 ? Ink : Palette[color.Index % Palette.Count];

    /// <summary>The colour of a cell.</summary>
    /// <param name="place">The place on the scale: −1 to 1 around 0, or 0 to 1 for a share.</param>
    /// <param name="isShare">Whether the value is a share. Shares go from the background to the lower colours, which stand for no sign.</param>
    public Rgb OfCell(double place, bool isShare)
    {
        Rgb[] ends = isShare || place < 0 ? Negative : Positive;
        double far = Math.Min(Math.Abs(place), 1);
        return far <= 0.5 ? Zero.Towards(ends[0], 2 * far) : ends[0].Towards(ends[1], (2 * far) - 1);
    }
}
