using System.Globalization;

namespace RnnPS.Charts.Kinds;

/// <summary>Where the rows of a series are on the horizontal axis: at their times if all have one, otherwise at their numbers.</summary>
internal sealed class RowPlaces
{
    // Fourteen days, in seconds.
    private const double Short = 14 * 24 * 60 * 60;

    private readonly bool _byTime;
    private readonly bool _isDate;
    private readonly List<ChartTick>? _labels;

    /// <summary>Finds the places of rows.</summary>
    /// <param name="rows">The numbers and times of all rows.</param>
    public RowPlaces(IReadOnlyList<(long Step, object? Time)> rows)
    {
        _isDate = rows.All(row => ChartTime.ToSeconds(row.Time) is not null);
        _byTime = _isDate || rows.All(row => Number(row.Time) is not null);
        // Text in a format of its own can't be placed, but it can name the places of steps.
        _labels = !_byTime && rows.All(row => row.Time is string)
            ? [.. rows.DistinctBy(row => row.Step).OrderBy(row => row.Step).Select(row => new ChartTick(row.Step, (string)row.Time!))]
            : null;
    }

    /// <summary>The place of a row.</summary>
    public double Of(long step, object? time) => !_byTime ? step : ChartTime.ToSeconds(time) ?? Number(time) ?? double.NaN;

    /// <summary>The axis for places.</summary>
    /// <param name="places">The places of what is drawn.</param>
    public ChartAxis Axis(IEnumerable<double> places)
    {
        ChartAxis axis = ChartAxis.From(_byTime || _labels is not null ? "time" : "step", places, _isDate ? ChartScale.Time : ChartScale.Linear);
        return axis with
        {
            // The labels of a short time have no year.
            Title = _isDate && axis.Maximum - axis.Minimum < Short
                ? $"{axis.Title}, from {ChartTime.ToDate(axis.Minimum).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}"
                : axis.Title,
            IsInteger = !_byTime,
            Labels = _labels,
        };
    }

    private static double? Number(object? time) => time switch
    {
        double number => number,
        decimal number => (double)number,
        int number => number,
        long number => number,
        _ => null,
    };
}
