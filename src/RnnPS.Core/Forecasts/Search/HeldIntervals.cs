namespace RnnPS;

/// <summary>The intervals of forecasts of held-out rows.</summary>
internal static class HeldIntervals
{
    // The interval that most people ask for.
    private const double ScoredShare = 0.9;
    private const double Tolerance = 1.5;

    /// <summary>
    /// Chooses the transform in which an interval is symmetric: the one that the best form has. Only if its interval score over the held-out
    /// rows is far worse, the values themselves (Gneiting and Raftery 2007, "Strictly proper scoring rules, prediction, and estimation").
    /// Logarithms of a forecast near 0, by networks that read the values, can have any size.
    /// </summary>
    /// <param name="held">The held-out values of each series, and their forecasts.</param>
    /// <param name="transform">The transform of the best form.</param>
    /// <param name="count">The number of steps ahead.</param>
    /// <param name="rows">The number of rows of the validation part.</param>
    public static (ValueTransform Transform, IntervalScale Scale) Choose(IReadOnlyList<HeldSeries> held, ValueTransform transform, int count, int rows)
    {
        IntervalScale Of(ValueTransform one) => new([.. held.SelectMany(series => TransformedErrors(series, series.Scale.On(one)))], count, rows);
        IntervalScale plain = Of(ValueTransform.None);
        IntervalScale transformed = Of(transform);
        return held.All(series => series.Points.All(point => transform.Takes(point.Forecast))) && Score(transformed, held, transform) <= Tolerance * Score(plain, held, ValueTransform.None)
            ? (transform, transformed)
            : (ValueTransform.None, plain);
    }

    private static IEnumerable<(int Ahead, double Error)> TransformedErrors(HeldSeries held, ValueTransform transform) =>
        held.Points.Select(point => (point.Ahead, transform.Apply(point.Actual) - transform.Apply(point.Forecast)));

    private static double Score(IntervalScale scale, IReadOnlyList<HeldSeries> held, ValueTransform transform)
    {
        double sum = 0;
        foreach (HeldSeries series in held)
        {
            ValueTransform scaled = series.Scale.On(transform);
            foreach (HeldPoint point in series.Points)
            {
                (double lower, double upper) = scaled.Around(point.Forecast, scale.HalfWidth(point.Ahead, ScoredShare));
                sum += (upper - lower + (2 / (1 - ScoredShare) * (Math.Max(lower - point.Actual, 0) + Math.Max(point.Actual - upper, 0)))) / series.Unit;
            }
        }

        return sum;
    }
}
