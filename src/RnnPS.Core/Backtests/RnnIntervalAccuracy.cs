using System.Globalization;

namespace RnnPS;

/// <summary>How well the intervals of one level contained the actual values of a backtest.</summary>
/// <param name="Level">The share of outcomes that they should contain.</param>
/// <param name="Coverage">The share of actual values from the lower to the upper end.</param>
/// <param name="Width">The mean width.</param>
/// <param name="IntervalScore">The mean interval score; see <see cref="RnnForecastAccuracy.IntervalScore"/>.</param>
public sealed record RnnIntervalAccuracy(double Level, double Coverage, double Width, double IntervalScore)
{
    /// <summary>Formats the measures as one line, such as <c>0.9: covers 0.87, width 12.3</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Level}: covers {RnnFormat.Number(Coverage)}, width {RnnFormat.Number(Width)}");
}
