using System.Globalization;

namespace RnnPS;

/// <summary>The forecast of one row from one origin, beside the actual value and the forecasts of simple methods.</summary>
public sealed class RnnBacktestStep
{
    internal RnnBacktestStep()
    {
    }

    /// <summary>The key of the series.</summary>
    public required object Sequence { get; init; }

    /// <summary>The name of the target, or its number if it is one of several without names; null if it is the only one and has no name.</summary>
    public string? Target { get; init; }

    /// <summary>The number of the last row that was known.</summary>
    public long Origin { get; init; }

    /// <summary>The number of rows from the origin to this row, from 1.</summary>
    public int Ahead { get; init; }

    /// <summary>The number of this row.</summary>
    public long Step { get; init; }

    /// <summary>The time of this row; null if no time property was named.</summary>
    public object? Time { get; init; }

    /// <summary>The actual value; null if it is missing or masked.</summary>
    public double? Actual { get; init; }

    /// <summary>The forecast of the model.</summary>
    public double Forecast { get; init; }

    /// <summary>The lower end of the model's widest interval; null without an interval.</summary>
    public double? Lower => AllIntervals.Count > 0 ? (double)AllIntervals[^1].Lower : null;

    /// <summary>The upper end of the model's widest interval; null without an interval.</summary>
    public double? Upper => AllIntervals.Count > 0 ? (double)AllIntervals[^1].Upper : null;

    /// <summary>All intervals of the model, from the narrowest to the widest, if there are several; empty for one.</summary>
    public IReadOnlyList<RnnForecastInterval> Intervals => AllIntervals.Count > 1 ? AllIntervals : RnnForecastInterval.None;

    /// <summary>The error of the model, actual − forecast; null if the actual value is missing.</summary>
    public double? Error => Actual - Forecast;

    /// <summary>The forecast of the naive method: the last value known at the origin.</summary>
    public double Naive { get; init; }

    /// <summary>The forecast of the seasonal naive method: the last known value of the same season; null without a season.</summary>
    public double? SeasonalNaive { get; init; }

    /// <summary>The forecast of the drift method: the last known value, continued by the mean change.</summary>
    public double Drift { get; init; }

    internal IReadOnlyList<RnnForecastInterval> AllIntervals { get; init; } = [];

    /// <summary>Whether the steps are less than a day apart.</summary>
    internal bool IsHourly { get; init; }

    /// <summary>Formats the time. Midnight has its time of day if the times beside it have one.</summary>
    /// <returns>The text.</returns>
    public string FormatTime() => RnnFormat.Time(Time, showsMidnight: IsHourly);

    /// <summary>Formats the step as one line, such as <c>sunspots/309 from 300: 12.5, actual 14</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Sequence}/{Step} from {Origin}: {RnnFormat.Number(Forecast)}, actual {(Actual is { } actual ? RnnFormat.Number(actual) : "missing")}");
}
