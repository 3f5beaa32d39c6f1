using System.Globalization;

namespace RnnPS;

/// <summary>One step of a forecast, in the units of the series.</summary>
public sealed class RnnForecastStep
{
    internal RnnForecastStep(object sequence, long step, double[] value, double[]? lower, double[]? upper, object? source)
    {
        Sequence = sequence;
        Step = step;
        Value = Plain(value)!;
        Lower = Plain(lower);
        Upper = Plain(upper);
        Source = source;
    }

    /// <summary>The key of the series.</summary>
    public object Sequence { get; }

    /// <summary>The number of the step. It continues the numbers of the series.</summary>
    public long Step { get; }

    /// <summary>
    /// The time of the step, a date or a number. It continues the times of the history at the distance of the last two. Null if no
    /// time property was named.
    /// </summary>
    public object? Time { get; init; }

    /// <summary>The forecast value, as a prediction of the target: a double, or an <see cref="RnnVector"/> for several targets.</summary>
    public object Value { get; }

    /// <summary>
    /// The lower end of the interval, at most <see cref="Value"/> and in the same form; null without an interval.
    /// </summary>
    public object? Lower { get; }

    /// <summary>
    /// The upper end of the interval, at least <see cref="Value"/> and in the same form; null without an interval.
    /// </summary>
    public object? Upper { get; }

    /// <summary>The row of known future inputs for this step; null if none was given.</summary>
    public object? Source { get; }

    /// <summary>Formats the step as one line, such as <c>sunspots/309: 12.5 (2.1 to 25.3)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Sequence}/{Step}: {RnnFormat.Fit(Value, 40)}{(Lower is null ? string.Empty : $" ({RnnFormat.Fit(Lower, 40)} to {RnnFormat.Fit(Upper, 40)})")}");

    private static object? Plain(double[]? values) => values switch
    {
        null => null,
        [var only] => only,
        _ => new RnnVector(values),
    };
}
