namespace RnnPS;

/// <summary>
/// A random walk from season to season: each forecast is the last value of its season, plus a drift. With a lag of 1 it is the naive
/// method, or with a drift the drift method; with the lag of a season it is the seasonal naive method.
/// </summary>
/// <remarks>
/// Values and standard errors are those of R's <c>naive</c>, <c>snaive</c> and <c>rwf</c> (Hyndman and Athanasopoulos, "Forecasting:
/// principles and practice", 3rd ed., sections 5.2 and 5.5). A missing value counts as the one a lag before.
/// </remarks>
internal sealed class LagWalk
{
    private readonly double[] _last;
    private readonly double _variance;
    private readonly double _drift;
    private readonly double _driftError;

    private LagWalk(double[] last, double variance, double drift, double driftError)
    {
        _last = last;
        _variance = variance;
        _drift = drift;
        _driftError = driftError;
    }

    /// <summary>Fits a walk to a history.</summary>
    /// <param name="history">The values; NaN if missing.</param>
    /// <param name="lag">The lag, less than the number of values.</param>
    /// <param name="drifts">Whether it has a drift.</param>
    /// <returns>The walk; null if a season has no value.</returns>
    public static LagWalk? Fit(ReadOnlySpan<double> history, int lag, bool drifts = false)
    {
        double[] filled = history.ToArray();
        int count = 0;
        double sum = 0;
        for (int row = lag; row < filled.Length; row++)
        {
            double change = filled[row] - filled[row - lag];
            if (double.IsNaN(filled[row]))
            {
                filled[row] = filled[row - lag];
            }
            else if (!double.IsNaN(change))
            {
                sum += change;
                count++;
            }
        }

        double[] last = filled[^lag..];
        if (last.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
        {
            return null;
        }

        double drift = drifts && count > 0 ? sum / count : 0;
        double variance = SquaredErrors(history, filled, lag, drift) / (drifts ? count - 1 : count);
        return new LagWalk(last, variance, drift, drifts ? Math.Sqrt(variance / count) : 0);
    }

    /// <summary>The forecast of a row.</summary>
    /// <param name="ahead">The number of rows after the history, from 1.</param>
    public double Value(int ahead) => _last[(ahead - 1) % _last.Length] + (Seasons(ahead) * _drift);

    /// <summary>The standard error of the forecast of a row; NaN if the history is too short to tell.</summary>
    /// <param name="ahead">The number of rows after the history, from 1.</param>
    public double StandardError(int ahead)
    {
        double seasons = Seasons(ahead);
        return Math.Sqrt((_variance * seasons) + (seasons * _driftError * (seasons * _driftError)));
    }

    private int Seasons(int ahead) => ((ahead - 1) / _last.Length) + 1;

    private static double SquaredErrors(ReadOnlySpan<double> history, double[] filled, int lag, double drift)
    {
        double sum = 0;
        for (int row = lag; row < filled.Length; row++)
        {
            double error = history[row] - filled[row - lag] - drift;
            sum += double.IsNaN(error) ? 0 : error * error;
        }

        return sum;
    }
}
