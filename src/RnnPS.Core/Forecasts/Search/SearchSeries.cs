namespace RnnPS;

/// <summary>A series that a search learns from, and its last rows, which are held out.</summary>
internal sealed class SearchSeries
{
    // The part that is held out: four forecasts beside each other, but not more than a quarter of the rows, unless one needs it.
    private const int HeldForecasts = 4;
    private const int HeldShare = 4;
    private const int LargestHeldShare = 3;
    private const int MostOrigins = 16;

    private readonly int _count;

    /// <summary>Splits a series.</summary>
    /// <param name="history">The series as it was given.</param>
    /// <param name="rows">The rows to learn from.</param>
    /// <param name="axis">Their times; null for none.</param>
    /// <param name="options">The options.</param>
    /// <param name="isGlobal">Whether the series is one of several in a model, each in its own scale.</param>
    public SearchSeries(RnnSequence history, KnownSeries rows, RnnTimeAxis? axis, RnnForecastSearchOptions options, bool isGlobal)
    {
        (History, Rows, Axis, _count) = (history, rows, axis, options.Count);
        int held = options.HeldShare is { } share ? Math.Clamp((int)(share * rows.Length), 1, rows.Length / LargestHeldShare) : HeldRows(rows.Length, options.Count);
        int start = rows.Length - held;
        int step = options.HeldShare is null ? Math.Max(1, held / MostOrigins) : options.Count;
        int shortest = Math.Min(options.Count, held / 2);
        Origins = [.. Enumerable.Range(0, held).Select(i => start + (i * step)).TakeWhile(origin => origin + shortest <= rows.Length)];
        Training = rows.Slice(0, start);
        Scale = isGlobal ? SeriesScale.Of(Training.Values) : SeriesScale.Common;
    }

    /// <summary>The series as it was given.</summary>
    public RnnSequence History { get; }

    /// <summary>The rows to learn from.</summary>
    public KnownSeries Rows { get; }

    /// <summary>The times of the series; null for none.</summary>
    public RnnTimeAxis? Axis { get; }

    /// <summary>The rows before those that are held out.</summary>
    public KnownSeries Training { get; }

    /// <summary>The scale of the rows before those that are held out.</summary>
    public SeriesScale Scale { get; }

    /// <summary>The numbers of known rows from which the held-out rows are forecast.</summary>
    public IReadOnlyList<int> Origins { get; }

    /// <summary>The number of rows that are held out.</summary>
    public int Held => Rows.Length - Training.Length;

    /// <summary>The last row that is learned from, counted from the first one that was given. Missing rows before the first value are no part of the series.</summary>
    public int Last => Rows.Place.Skipped + Rows.Length - 1;

    /// <summary>The number of rows that are held out of a series.</summary>
    /// <param name="rows">The rows of the series.</param>
    /// <param name="count">The number of rows that forecasts have.</param>
    public static int HeldRows(int rows, int count) =>
        Math.Max(Math.Min(rows / HeldShare, HeldForecasts * count), Math.Min(count, rows / LargestHeldShare));

    /// <summary>Forecasts the held-out rows from each origin by a network.</summary>
    public double[][] Forecast(RnnForecastMember member, CancellationToken cancellation) =>
        member.Forecast(Rows.Values, Rows.Place, Scale, Origins, _count, cancellation);

    /// <summary>Forecasts the held-out rows from each origin by the rows before it.</summary>
    public double[][] Repeat(int lag) => [.. Origins.Select(origin => RnnForecastModel.Repeat(Rows.Values[..origin], lag, _count))];

    /// <summary>Lists the held-out values that are there, with a forecast of each from each origin.</summary>
    /// <param name="forecasts">The forecasts from each origin.</param>
    public IEnumerable<HeldPoint> Points(double[][] forecasts)
    {
        for (int i = 0; i < Origins.Count; i++)
        {
            for (int ahead = 0; ahead < _count && Origins[i] + ahead < Rows.Length; ahead++)
            {
                int row = Origins[i] + ahead;
                if (!Rows.IsMissing(row))
                {
                    yield return new HeldPoint(ahead, Rows.Values[row], forecasts[i][ahead]);
                }
            }
        }
    }

    /// <summary>Lists the held-out values and their forecasts, with the scale of the series.</summary>
    /// <param name="forecasts">The forecasts from each origin.</param>
    public HeldSeries Hold(double[][] forecasts) => new(Scale, [.. Points(forecasts)]);
}
