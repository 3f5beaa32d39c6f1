namespace RnnPS;

/// <summary>The forecasts of the simple methods from one origin.</summary>
/// <param name="walks">The method and its walk.</param>
/// <param name="deviations">The number of standard errors from the forecast to an end of each interval.</param>
internal sealed class BaselineForecasts(IReadOnlyList<(RnnForecastMethod Method, LagWalk Walk)> walks, double[] deviations)
{
    /// <summary>Forecasts a row.</summary>
    /// <param name="ahead">The number of rows after the origin, from 1.</param>
    public IEnumerable<(RnnForecastMethod Method, double Value, (double Lower, double Upper)[] Intervals)> At(int ahead) => walks.Select(one =>
    {
        double value = one.Walk.Value(ahead);
        double error = one.Walk.StandardError(ahead);
        return (one.Method, value, Array.ConvertAll(deviations, width => (value - (width * error), value + (width * error))));
    });
}
