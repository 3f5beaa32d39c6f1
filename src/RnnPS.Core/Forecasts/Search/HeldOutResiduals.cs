namespace RnnPS;

/// <summary>The errors one row ahead of all held-out rows.</summary>
internal static class HeldOutResiduals
{
    // An anomaly spoils the forecasts of the rows after it, so that what is left out of one pass shows others in the next.
    private const int MostPasses = 6;

    /// <summary>Computes the errors. The networks read the forecast instead of a value that is an outlier.</summary>
    /// <param name="model">Networks that were trained on the rows before those that are held out.</param>
    /// <param name="series">The series.</param>
    /// <param name="start">The first row that is held out.</param>
    /// <param name="cancellation">Stops between rows.</param>
    public static EvenResiduals Of(RnnForecastModel model, KnownSeries series, int start, CancellationToken cancellation)
    {
        var before = new RnnForecastState(model, series.Place, SeriesScale.Common);
        for (int row = 0; row < start; row++)
        {
            before.Take(series.Values[row]);
        }

        double[] values = [.. Enumerable.Range(start, series.Length - start).Select(row => series.IsMissing(row) ? double.NaN : series.Values[row])];
        HashSet<int> outliers = [];
        for (int pass = 1; ; pass++)
        {
            cancellation.ThrowIfCancellationRequested();
            EvenResiduals residuals = EvenResiduals.Of(values, Forecasts(before.Copy(), values, outliers));
            double[] sizes = [.. residuals.Values.Where(residual => !double.IsNaN(residual)).Select(Math.Abs).Order()];
            double bound = OutlierBound.Of(sizes);
            int known = outliers.Count;
            outliers.UnionWith(Enumerable.Range(0, values.Length).Where(row => Math.Abs(residuals.Values[row]) > bound));
            if (outliers.Count == known || pass == MostPasses)
            {
                return residuals;
            }
        }
    }

    private static double[] Forecasts(RnnForecastState state, double[] values, HashSet<int> outliers)
    {
        var forecasts = new double[values.Length];
        for (int row = 0; row < values.Length; row++)
        {
            forecasts[row] = state.Expected ?? double.NaN;
            state.Take(outliers.Contains(row) && state.Model.CanRead(forecasts[row]) ? forecasts[row] : values[row]);
        }

        return forecasts;
    }
}
