namespace RnnPS;

/// <summary>The held-out values of a series, and forecasts of them.</summary>
/// <param name="Scale">The scale of the series.</param>
/// <param name="Points">The values and their forecasts.</param>
internal sealed record HeldSeries(SeriesScale Scale, IReadOnlyList<HeldPoint> Points)
{
    /// <summary>The absolute errors, in the unit of the series: 1, or its standard deviation if it is one of several in a model.</summary>
    public IEnumerable<double> Errors
    {
        get
        {
            double unit = Scale.On(ValueTransform.None).Deviation;
            return Points.Select(point => Math.Abs(point.Actual - point.Forecast) / unit);
        }
    }
}
