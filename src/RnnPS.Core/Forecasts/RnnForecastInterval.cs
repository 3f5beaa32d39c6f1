using System.Globalization;

namespace RnnPS;

/// <summary>An interval of a forecast.</summary>
/// <param name="Level">The share of outcomes that it should contain, between 0 and 1.</param>
/// <param name="Lower">The lower end: a double, or an <see cref="RnnVector"/> for several targets.</param>
/// <param name="Upper">The upper end, in the same form.</param>
public sealed record RnnForecastInterval(double Level, object Lower, object Upper)
{
    private const int Width = 40;

    /// <summary>Formats the interval with all its digits, as files have it, such as <c>0.9: 2.125 to 25.3</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Level}: {Lower} to {Upper}");

    /// <summary>Formats the interval for a view, with four digits.</summary>
    /// <returns>The text.</returns>
    public string Format() => string.Create(CultureInfo.InvariantCulture, $"{Level}: {RnnFormat.Fit(Lower, Width)} to {RnnFormat.Fit(Upper, Width)}");

    /// <summary>No intervals, as an empty text.</summary>
    internal static IReadOnlyList<RnnForecastInterval> None { get; } = List([]);

    /// <summary>Creates a list of intervals. Several are text in one cell of a table.</summary>
    internal static IReadOnlyList<RnnForecastInterval> List(IEnumerable<RnnForecastInterval> intervals) =>
        new RnnList<RnnForecastInterval>([.. intervals], list => string.Join("; ", list));
}
