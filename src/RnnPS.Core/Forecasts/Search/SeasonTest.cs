namespace RnnPS;

/// <summary>Tests whether a series repeats after a period.</summary>
internal static class SeasonTest
{
    // The share of 90 % of a normal variable lies within so many standard deviations.
    private const double Deviations = 1.645;

    /// <summary>Fewer repetitions show nothing.</summary>
    public const int LeastRepetitions = 3;

    /// <summary>
    /// Tests the autocorrelation of the changes from row to row at the period. It counts if it exceeds Bartlett's standard error for a
    /// series that is correlated only at shorter lags, times 1.645, as in the M4 competition (Makridakis et al. 2020).
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="period">The period, in rows, at least 2.</param>
    /// <returns>Whether the series repeats.</returns>
    public static bool Repeats(ReadOnlySpan<double> values, int period)
    {
        if (values.Length < LeastRepetitions * period)
        {
            return false;
        }

        var changes = new double[values.Length - 1];
        for (int row = 0; row < changes.Length; row++)
        {
            changes[row] = values[row + 1] - values[row];
        }

        double mean = changes.Average();
        double variance = changes.Sum(change => (change - mean) * (change - mean));
        if (variance == 0)
        {
            return false;
        }

        double At(int lag)
        {
            double sum = 0;
            for (int row = lag; row < changes.Length; row++)
            {
                sum += (changes[row] - mean) * (changes[row - lag] - mean);
            }

            return sum / variance;
        }

        double shorter = Enumerable.Range(1, period - 1).Sum(lag => At(lag) * At(lag));
        return At(period) > Deviations * Math.Sqrt((1 + (2 * shorter)) / changes.Length);
    }
}
