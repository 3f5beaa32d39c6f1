using MathNet.Numerics.Distributions;

namespace RnnPS.Analysis;

/// <summary>The probability distributions of a backtest.</summary>
public sealed class Distributions : IDistributions
{
    /// <inheritdoc/>
    public double NormalQuantile(double share) => Normal.InvCDF(0, 1, share);

    /// <inheritdoc/>
    public double StudentPValue(double statistic, double freedom) => 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(statistic));
}
