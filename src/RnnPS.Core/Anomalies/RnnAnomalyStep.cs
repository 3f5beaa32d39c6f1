using System.Globalization;

namespace RnnPS;

/// <summary>One row of a series, what a model expected of it, and how unusual the difference is.</summary>
public sealed class RnnAnomalyStep
{
    /// <summary>The key of the series.</summary>
    public required object Sequence { get; init; }

    /// <summary>The number of the row in its series.</summary>
    public required long Step { get; init; }

    /// <summary>The time of the row; null if no time property was named.</summary>
    public object? Time { get; init; }

    /// <summary>The value of the target: a double, or an <see cref="RnnVector"/> for several targets. Null if it is missing.</summary>
    public object? Value { get; init; }

    /// <summary>The value that the model expected for this row; null if the model had read too few rows.</summary>
    public object? Expected { get; init; }

    /// <summary>The value less the expected one; null without one of them.</summary>
    public object? Residual { get; init; }

    /// <summary>The smallest value that is no anomaly by itself; null without an expected value.</summary>
    public object? Lower { get; init; }

    /// <summary>The largest value that is no anomaly by itself; null without an expected value.</summary>
    public object? Upper { get; init; }

    /// <summary>
    /// The p-value: how often a row without an anomaly has residuals as large as this one. Null for a row without a value or without an
    /// expected one.
    /// </summary>
    public double? Score { get; init; }

    /// <summary>Whether the score is at most the level.</summary>
    public bool IsAnomaly => Kind is not null;

    /// <summary>What makes the row an anomaly: its own value, the drift of the last rows, or a value that is stuck. Null if it is none.</summary>
    public RnnAnomalyKind? Kind { get; init; }

    /// <summary>
    /// The number of the event that the anomaly belongs to, from 1. Anomalies of a series with at most twelve rows from one to the next are
    /// one event. Null if the row is no anomaly.
    /// </summary>
    public long? Event { get; init; }

    /// <summary>The part of each target in the evidence, which add up to 1; null for a single target, and without a score.</summary>
    public RnnVector? Share { get; init; }

    /// <summary>The source row; null if the input had no rows.</summary>
    public object? Source { get; init; }

    /// <summary>Whether the steps are less than a day apart.</summary>
    internal bool IsHourly { get; init; }

    /// <summary>Formats the time. Midnight has its time of day if the times beside it have one.</summary>
    /// <returns>The text.</returns>
    public string FormatTime() => RnnFormat.Time(Time, showsMidnight: IsHourly);

    /// <summary>Formats the row as one line, such as <c>load/42: 859.5 (395 expected), anomaly, p = 1.2E-09</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Sequence}/{Step}: {(Value is null ? "no value" : RnnFormat.Fit(Value, 40))}{(Expected is null ? string.Empty : $" ({RnnFormat.Fit(Expected, 40)} expected)")}{(IsAnomaly ? ", anomaly" : string.Empty)}{(Score is { } p ? $", p = {p:G2}" : string.Empty)}");

    /// <summary>A double for one target, a vector for several, and null for one that is missing.</summary>
    internal static object? Plain(double[]? values) => values switch
    {
        null or [double.NaN] => null,
        [var only] => only,
        _ => new RnnVector(values),
    };
}
