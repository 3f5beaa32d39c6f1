using System.Globalization;

namespace RnnPS;

/// <summary>One step of a forecast, in the units of the series.</summary>
public sealed class RnnForecastStep
{
    internal RnnForecastStep(object sequence, long step, double[] value, IEnumerable<(double Level, double[] Lower, double[] Upper)> intervals, object? source)
    {
        Sequence = sequence;
        Step = step;
        Value = Plain(value);
        AllIntervals = RnnForecastInterval.List(
            intervals.Select(interval => new RnnForecastInterval(interval.Level, Plain(interval.Lower), Plain(interval.Upper))));
        Source = source;
    }

    /// <summary>The key of the series.</summary>
    public object Sequence { get; }

    /// <summary>The number of the step. It continues the numbers of the series.</summary>
    public long Step { get; }

    /// <summary>
    /// The time of the step: a date, a number, or text in an exact format. It continues the times of the history by their regular
    /// step. Null if no time property was named.
    /// </summary>
    public object? Time { get; init; }

    /// <summary>The forecast value, as a prediction of the target: a double, or an <see cref="RnnVector"/> for several targets.</summary>
    public object Value { get; }

    /// <summary>
    /// The lower end of the widest interval, at most <see cref="Value"/> and in the same form; null without an interval.
    /// </summary>
    public object? Lower => AllIntervals.Count > 0 ? AllIntervals[^1].Lower : null;

    /// <summary>
    /// The upper end of the widest interval, at least <see cref="Value"/> and in the same form; null without an interval.
    /// </summary>
    public object? Upper => AllIntervals.Count > 0 ? AllIntervals[^1].Upper : null;

    /// <summary>
    /// All intervals, from the narrowest to the widest, if there are several. Each is within the next one. Empty for one interval, which
    /// <see cref="Lower"/> and <see cref="Upper"/> say.
    /// </summary>
    public IReadOnlyList<RnnForecastInterval> Intervals => AllIntervals.Count > 1 ? AllIntervals : RnnForecastInterval.None;

    /// <summary>The repetition of the last row or season that the forecast was compared with; null if it was not asked for.</summary>
    public double? Baseline { get; init; }

    /// <summary>The row of known future inputs for this step; null if none was given.</summary>
    public object? Source { get; }

    internal IReadOnlyList<RnnForecastInterval> AllIntervals { get; }

    /// <summary>Whether the steps are less than a day apart.</summary>
    internal bool IsHourly { get; init; }

    /// <summary>Formats the time. Midnight has its time of day if the times beside it have one.</summary>
    /// <returns>The text.</returns>
    public string FormatTime() => RnnFormat.Time(Time, showsMidnight: IsHourly);

    /// <summary>Formats the step as one line, such as <c>sunspots/309: 12.5 (2.1 to 25.3)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Sequence}/{Step}: {RnnFormat.Fit(Value, 40)}{(Lower is null ? string.Empty : $" ({RnnFormat.Fit(Lower, 40)} to {RnnFormat.Fit(Upper, 40)})")}");

    private static object Plain(double[] values) => values is [var only] ? only : new RnnVector(values);
}
