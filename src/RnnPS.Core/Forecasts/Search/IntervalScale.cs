namespace RnnPS;

/// <summary>The spread of the errors of a forecast, for each step ahead, from rolling origins.</summary>
/// <remarks>
/// The errors of each step ahead are divided by their spread, and the quantiles of all of them together give the interval (split conformal
/// prediction: Vovk et al. 2005, "Algorithmic learning in a random world"; Lei et al. 2018). Errors of neighbouring origins are not
/// independent, and the model was chosen by them. The interval is therefore wider by the ratio of the standard deviations of Student's t
/// with b + 2 degrees of freedom and of the normal distribution, where b is the number of forecasts beside each other that the validation
/// part has room for.
/// </remarks>
internal sealed class IntervalScale
{
    // A sixth of the forecast to each side has about the same spread.
    private const int Neighbours = 6;

    // The interval that most people ask for.
    private const double ScoredShare = 0.9;
    private const double Tolerance = 1.5;

    private readonly double[] _spread;
    private readonly double[] _sorted;
    private readonly double _widening;

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
        return held.All(series => series.Points.All(point => transform.Takes(point.Forecast))) && transformed.Score(held, transform) <= Tolerance * plain.Score(held, ValueTransform.None)
            ? (transform, transformed)
            : (ValueTransform.None, plain);
    }

    private static IEnumerable<(int Ahead, double Error)> TransformedErrors(HeldSeries held, ValueTransform transform) =>
        held.Points.Select(point => (point.Ahead, transform.Apply(point.Actual) - transform.Apply(point.Forecast)));

    private double Score(IReadOnlyList<HeldSeries> held, ValueTransform transform)
    {
        double sum = 0;
        foreach (HeldSeries series in held)
        {
            ValueTransform scaled = series.Scale.On(transform);
            double unit = series.Scale.On(ValueTransform.None).Deviation;
            foreach (HeldPoint point in series.Points)
            {
                (double lower, double upper) = scaled.Around(point.Forecast, HalfWidth(point.Ahead, ScoredShare));
                sum += (upper - lower + (2 / (1 - ScoredShare) * (Math.Max(lower - point.Actual, 0) + Math.Max(point.Actual - upper, 0)))) / unit;
            }
        }

        return sum;
    }

    /// <summary>Measures the spread.</summary>
    /// <param name="errors">The errors: the steps ahead, from 0, and the error of the transformed value.</param>
    /// <param name="count">The number of steps ahead.</param>
    /// <param name="rows">The number of rows of the validation part.</param>
    public IntervalScale(IReadOnlyList<(int Ahead, double Error)> errors, int count, int rows)
    {
        int near = Math.Max(1, count / Neighbours);
        _spread = new double[count];
        for (int ahead = 0; ahead < count; ahead++)
        {
            double[] squares = [.. errors.Where(error => Math.Abs(error.Ahead - ahead) <= near).Select(error => error.Error * error.Error)];
            double spread = squares.Length > 0 ? Math.Sqrt(squares.Average()) : 0;
            // Later is not more certain.
            _spread[ahead] = ahead > 0 ? Math.Max(spread, _spread[ahead - 1]) : spread;
        }

        _sorted = [.. errors.Where(error => _spread[error.Ahead] > 0).Select(error => Math.Abs(error.Error) / _spread[error.Ahead]).Order()];
        _widening = Math.Sqrt(1 + (2 / Math.Max(1, (double)rows / count)));
    }

    private IntervalScale(double[] spread, double[] sorted, double widening) => (_spread, _sorted, _widening) = (spread, sorted, widening);

    /// <summary>The number of errors.</summary>
    public int Errors => _sorted.Length;

    /// <summary>The spread for each step ahead.</summary>
    public IReadOnlyList<double> Spread => _spread;

    /// <summary>The absolute errors, divided by their spread, in order.</summary>
    public IReadOnlyList<double> Sorted => _sorted;

    /// <summary>The factor by which intervals are wider.</summary>
    public double Widening => _widening;

    /// <summary>Creates the scale again.</summary>
    public static IntervalScale Restore(double[] spread, double[] sorted, double widening) => new(spread, sorted, widening);

    /// <summary>Computes the half of an interval's width, in transformed values.</summary>
    /// <param name="ahead">The step ahead, from 0. Beyond the last measured one, the spread grows with the root of the steps, as that of a random walk.</param>
    /// <param name="share">The share of outcomes within the interval, between 0 and 1.</param>
    public double HalfWidth(int ahead, double share)
    {
        if (_sorted.Length == 0)
        {
            return 0;
        }

        // The smallest error that at least the share of errors, and the one to come, does not exceed.
        int rank = Math.Min(_sorted.Length, (int)Math.Ceiling((_sorted.Length + 1) * share)) - 1;
        double growth = ahead < _spread.Length ? 1 : Math.Sqrt((ahead + 1.0) / _spread.Length);
        return _sorted[rank] * _widening * growth * _spread[Math.Min(ahead, _spread.Length - 1)];
    }
}
