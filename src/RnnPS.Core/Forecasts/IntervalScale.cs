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

    private readonly double[] _spread;
    private readonly double[] _sorted;
    private readonly double _widening;

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
    /// <param name="deviation">The standard deviation of the forecasts whose mean the interval surrounds. Their variance adds to that of the errors.</param>
    public double HalfWidth(int ahead, double share, double deviation = 0)
    {
        if (_sorted.Length == 0)
        {
            return 0;
        }

        // The smallest error that at least the share of errors, and the one to come, does not exceed.
        int rank = Math.Min(_sorted.Length, (int)Math.Ceiling((_sorted.Length + 1) * share)) - 1;
        double growth = ahead < _spread.Length ? 1 : Math.Sqrt((ahead + 1.0) / _spread.Length);
        double spread = growth * _spread[Math.Min(ahead, _spread.Length - 1)];
        return _sorted[rank] * _widening * (deviation == 0 ? spread : Math.Sqrt((spread * spread) + (deviation * deviation)));
    }
}
