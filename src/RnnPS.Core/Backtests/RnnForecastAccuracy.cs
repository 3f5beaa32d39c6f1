using System.Globalization;

namespace RnnPS;

/// <summary>How accurate one method of forecasting was in a backtest, for one target of one series or of all series together.</summary>
/// <remarks>
/// The measures are those of Hyndman and Athanasopoulos, "Forecasting: principles and practice", 3rd ed., sections 5.8 and 5.9. They are
/// means over all origins and rows whose actual value is known. They are NaN if there is none.
/// </remarks>
public sealed class RnnForecastAccuracy
{
    internal RnnForecastAccuracy()
    {
    }

    /// <summary>The key of the series. The measures over all series have the text <c>Total</c>.</summary>
    public required object Sequence { get; init; }

    /// <summary>The name of the target, or its number if it is one of several without names; null if it is the only one and has no name.</summary>
    public string? Target { get; init; }

    /// <summary>The method.</summary>
    public RnnForecastMethod Method { get; init; }

    /// <summary>The number of origins with a known actual value.</summary>
    public int Origins { get; init; }

    /// <summary>The number of forecasts that were compared with an actual value.</summary>
    public long Count { get; init; }

    /// <summary>The number of forecasts that were left out, because the actual value is missing or masked.</summary>
    public long Missing { get; init; }

    /// <summary>The mean absolute error.</summary>
    public double Mae { get; init; }

    /// <summary>The root of the mean squared error.</summary>
    public double Rmse { get; init; }

    /// <summary>
    /// The mean absolute percentage error, 100 · |actual − forecast| / |actual|. It is infinite if an actual value is 0. An exact forecast
    /// of 0 is left out.
    /// </summary>
    public double Mape { get; init; }

    /// <summary>
    /// The symmetric mean absolute percentage error, 200 · |actual − forecast| / (|actual| + |forecast|), from 0 to 200. An exact forecast
    /// of 0 counts as 0.
    /// </summary>
    public double Smape { get; init; }

    /// <summary>
    /// The mean absolute scaled error: <see cref="Mae"/> divided by <see cref="Scale"/>. NaN if the scale is 0 or unknown. For all series
    /// together, each error is divided by the scale of its series, and series without a scale are left out.
    /// </summary>
    public double Mase { get; init; }

    /// <summary>The mean error, actual − forecast. It is positive if forecasts are too low.</summary>
    public double Bias { get; init; }

    /// <summary>The share of actual values from the lower to the upper end of the widest interval; null without intervals.</summary>
    public double? Coverage { get; init; }

    /// <summary>The mean width of the widest interval; null without intervals.</summary>
    public double? Width { get; init; }

    /// <summary>
    /// The mean interval score (Winkler score): the width, plus 2 / (1 − <see cref="Interval"/>) times the distance of an actual value from
    /// the interval. Smaller is better. Null without intervals. Source: Gneiting and Raftery (2007), "Strictly proper scoring rules,
    /// prediction, and estimation".
    /// </summary>
    public double? IntervalScore { get; init; }

    /// <summary>The share of outcomes that the widest interval should contain; null without intervals.</summary>
    public double? Interval { get; init; }

    /// <summary>The measures of all intervals, from the narrowest to the widest.</summary>
    public IReadOnlyList<RnnIntervalAccuracy> Intervals { get; init; } = [];

    /// <summary>The seasonal period in rows; 1 without a season, and for series with different periods.</summary>
    public int Period { get; init; }

    /// <summary>
    /// The mean absolute difference of values one <see cref="Period"/> apart before the first origin. NaN if there are none, and for all
    /// series together.
    /// </summary>
    public double Scale { get; init; }

    /// <summary>The loss by which the model was compared with the simple methods.</summary>
    public RnnForecastLoss Loss { get; init; }

    /// <summary>
    /// For the model, the simple method with the smallest <see cref="Loss"/>, which it is compared with. For a simple method, that method.
    /// </summary>
    public RnnForecastMethod Baseline { get; init; }

    /// <summary>
    /// The part of the baseline's error that the model saves: 0.17 if it is 17 % smaller, negative if it is larger. The error is the MAE, or
    /// the RMSE with the loss Squared. For all series together, it is that of the scaled errors.
    /// </summary>
    public double Improvement { get; init; }

    /// <summary>
    /// The statistic of the test of Diebold and Mariano (1995), with the correction of Harvey, Leybourne and Newbold (1997). It compares
    /// the mean losses of the model and the baseline at each origin, and is negative if the model's are smaller. Null if there are fewer
    /// than two origins, or if the difference is the same at each of them.
    /// </summary>
    public double? Statistic { get; init; }

    /// <summary>
    /// The horizon of the test: the number of origins whose forecasts overlap, or 1 if the variance of that horizon is not positive.
    /// </summary>
    public int? Horizon { get; init; }

    /// <summary>The two-sided p-value of the test; null without a statistic.</summary>
    public double? PValue { get; init; }

    /// <summary>
    /// For the model, the result in words: how much better or worse it is than its baseline, or that it is no better, because the p-value
    /// is 0.05 or more. Without a p-value it says "not tested". Null for a simple method.
    /// </summary>
    public string? Verdict => Method == RnnForecastMethod.Model ? ModelVerdict : null;

    internal string ModelVerdict { get; init; } = string.Empty;

    /// <summary>The forecasts of this target, with the actual values, in the order of the origins; empty for all series together.</summary>
    public IReadOnlyList<RnnBacktestStep> Steps { get; init; } = [];

    /// <summary>
    /// Formats the heading of the methods' table: the series, the target and the verdict on the model, such as
    /// <c>taylor demand, model 17 % better than repeating last week (p = 0.003)</c>.
    /// </summary>
    /// <returns>The text, the same for all methods.</returns>
    public string Heading() => $"{Subject}, model {ModelVerdict}";

    /// <summary>Formats the method and its measures as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Subject}, {Method}: MAE {RnnFormat.Number(Mae)}, MASE {RnnFormat.Number(Mase)}")
        + (Verdict is null ? string.Empty : ", " + Verdict);

    private string Subject => string.Create(CultureInfo.InvariantCulture, $"{Sequence}{(Target is null ? string.Empty : " " + Target)}");
}
