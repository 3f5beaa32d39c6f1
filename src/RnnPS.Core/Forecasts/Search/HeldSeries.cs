namespace RnnPS;

/// <summary>The held-out values of a series, and forecasts of them.</summary>
/// <param name="Scale">The scale of the series.</param>
/// <param name="Points">The values and their forecasts.</param>
internal sealed record HeldSeries(SeriesScale Scale, IReadOnlyList<HeldPoint> Points)
{
    /// <summary>The unit of errors: 1, or the standard deviation of the series if it is one of several in a model.</summary>
    public double Unit { get; } = Scale.On(ValueTransform.None).Deviation;

    /// <summary>The absolute errors, in the unit of the series.</summary>
    public IEnumerable<double> Errors => Points.Select(point => Math.Abs(point.Actual - point.Forecast) / Unit);
}
