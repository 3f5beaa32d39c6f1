using System.Globalization;

namespace RnnPS;

/// <summary>An interval of a forecast.</summary>
/// <param name="Level">The share of outcomes that it should contain, between 0 and 1.</param>
/// <param name="Lower">The lower end: a double, or an <see cref="RnnVector"/> for several targets.</param>
/// <param name="Upper">The upper end, in the same form.</param>
public sealed record RnnForecastInterval(double Level, object Lower, object Upper)
{
    private const int Width = 40;

    /// <summary>Formats the interval, such as <c>0.9: 2.1 to 25.3</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Level}: {RnnFormat.Fit(Lower, Width)} to {RnnFormat.Fit(Upper, Width)}");
}
