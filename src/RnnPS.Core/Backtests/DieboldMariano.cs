namespace RnnPS;

/// <summary>The test of Diebold and Mariano (1995), "Comparing predictive accuracy", on the differences of two methods' losses.</summary>
internal static class DieboldMariano
{
    /// <summary>Computes the statistic.</summary>
    /// <param name="differences">
    /// The differences of losses in the order of the origins, two or more. A loss is the mean over an origin's forecasts.
    /// </param>
    /// <param name="horizon">The number of origins whose forecasts overlap, from 1: the differences of farther ones are independent.</param>
    /// <returns>
    /// The statistic with the correction of Harvey, Leybourne and Newbold (1997), "Testing the equality of prediction mean squared
    /// errors", which has Student's t distribution with n − 1 degrees of freedom, and the horizon that was used. The statistic is null if
    /// the differences have no variance.
    /// </returns>
    /// <remarks>
    /// A variance that is not positive is that of the horizon 1, as in R's <c>dm.test</c>. From the horizon n on, the autocovariances sum
    /// to 0, so that rounding would decide: the horizon is 1 there, too.
    /// </remarks>
    public static (double? Statistic, int Horizon) Test(ReadOnlySpan<double> differences, int horizon)
    {
        int n = differences.Length;
        double mean = Mean(differences);
        double variance = horizon < n ? Variance(differences, mean, horizon) : 0;
        if (!(variance > 0))
        {
            return horizon > 1 ? Test(differences, 1) : (null, horizon);
        }

        double h = horizon;
        double correction = Math.Sqrt((n + 1 - (2 * h) + (h / n * (h - 1))) / n);
        return (mean / Math.Sqrt(variance) * correction, horizon);
    }

    // Of the mean: the autocovariances up to the horizon, each with the divisor n, over n.
    private static double Variance(ReadOnlySpan<double> differences, double mean, int horizon)
    {
        double sum = 0;
        for (int lag = 0; lag < horizon; lag++)
        {
            double covariance = 0;
            for (int i = lag; i < differences.Length; i++)
            {
                covariance += (differences[i] - mean) * (differences[i - lag] - mean);
            }

            sum += (lag == 0 ? 1 : 2) * covariance / differences.Length;
        }

        return sum / differences.Length;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
