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

    /// <summary>The key of the series that is forecast.</summary>
    public object Sequence { get; }

    /// <summary>The number of the step: the series' own numbers go on.</summary>
    public long Step { get; }

    /// <summary>
    /// Where the step lies on the axis that the series' rows have, a date or a number: the history's last two go on at the
    /// distance that they have. Null where no such property was named.
    /// </summary>
    public object? Time { get; init; }

    /// <summary>What is forecast: a double, or an <see cref="RnnVector"/> where there are several targets.</summary>
    public object Value { get; }

    /// <summary>The lower end of the interval, in the same form; null where there is none.</summary>
    public object? Lower { get; }

    /// <summary>The upper end of the interval, in the same form; null where there is none.</summary>
    public object? Upper { get; }

    /// <summary>The row of known future inputs of this step; null where none was given.</summary>
    public object? Source { get; }

    /// <summary>The step in one line, as <c>sunspots/309: 12.5 (2.1 to 25.3)</c>.</summary>
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
