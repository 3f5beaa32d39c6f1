namespace RnnPS;

/// <summary>The probability distributions that a backtest needs. RnnPS.Analysis implements them, because Core has no packages.</summary>
public interface IDistributions
{
    /// <summary>Computes the quantile of the standard normal distribution.</summary>
    /// <param name="share">The probability of a smaller value, between 0 and 1.</param>
    /// <returns>The quantile.</returns>
    double NormalQuantile(double share);

    /// <summary>Computes the two-sided p-value of a statistic with Student's t distribution.</summary>
    /// <param name="statistic">The statistic.</param>
    /// <param name="freedom">The degrees of freedom, above 0.</param>
    /// <returns>The probability of a statistic that is at least as far from 0.</returns>
    double StudentPValue(double statistic, double freedom);
}
