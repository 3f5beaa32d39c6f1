namespace RnnPS;

/// <summary>How often the residuals of several rows add up to a sum, for one target.</summary>
/// <remarks>
/// The sums of a validation part overlap, so that they tell as much as a twelfth of them would. Where they are too few for a conformal
/// p-value, a sum divided by the spread of the sums has Student's t distribution with as many degrees of freedom.
/// </remarks>
internal sealed class DriftTail
{
    // Sums beyond so many standard deviations are drifts of the validation part; all sums that share a row with one are left out.
    private const double MostDeviations = 3;

    // The standard deviation of normal numbers within these limits, and their median without a sign.
    private const double TruncatedDeviation = 0.9866;
    private const double NormalMedian = 0.6745;

    private readonly IDistributions _distributions;
    private readonly ResidualTail _tail;
    private readonly double _deviation;
    private readonly double _freedom;

    private DriftTail(IDistributions distributions, double[] sums)
    {
        _distributions = distributions;
        _tail = new ResidualTail(sums);
        _deviation = Deviation(sums);
        _freedom = (double)sums.Length / DriftWindow.Length;
    }

    /// <summary>Takes the residuals of a validation part.</summary>
    /// <param name="residuals">The residuals in their order; NaN for a row that no sum may have.</param>
    /// <param name="distributions">Student's t distribution.</param>
    /// <returns>The tail; null if there are too few sums.</returns>
    public static DriftTail? Of(double[] residuals, IDistributions distributions)
    {
        while (true)
        {
            int[] ends = [.. Enumerable.Range(DriftWindow.Length - 1, Math.Max(0, residuals.Length - DriftWindow.Length + 1)).Where(end => !double.IsNaN(Sum(residuals, end)))];
            double[] sums = [.. ends.Select(end => Sum(residuals, end))];
            if (sums.Length < ResidualTail.Fewest + DriftWindow.Length)
            {
                return null;
            }

            double most = MostDeviations * Deviation(sums);
            int[] drifts = [.. ends.Where(end => Math.Abs(Sum(residuals, end)) > most)];
            // A large part has such sums by chance, and enough others for a conformal p-value.
            if (drifts.Length == 0 || drifts.Length > sums.Length / 4 || drifts.Length < sums.Length / 100)
            {
                return new DriftTail(distributions, sums);
            }

            residuals = [.. residuals];
            Array.ForEach(drifts, end => residuals.AsSpan(end - DriftWindow.Length + 1, DriftWindow.Length).Fill(double.NaN));
        }
    }

    /// <summary>Computes the p-value of a sum.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="level">The level that the p-value is compared with.</param>
    public double PValue(double sum, double level) => _tail.Extrapolates(level) && _deviation > 0
        ? _distributions.StudentPValue(sum / _deviation, _freedom)
        : _tail.PValue(Math.Abs(sum), level);

    private static double Deviation(double[] sums)
    {
        double[] sizes = [.. sums.Select(Math.Abs).Order()];
        double robust = sizes[sizes.Length / 2] / NormalMedian;
        double[] within = [.. sizes.Where(size => size <= MostDeviations * robust)];
        return within.Length == 0 ? 0 : Math.Sqrt(within.Average(size => size * size)) / TruncatedDeviation;
    }

    private static double Sum(double[] residuals, int end)
    {
        double sum = 0;
        for (int row = end - DriftWindow.Length + 1; row <= end; row++)
        {
            sum += residuals[row];
        }

        return sum;
    }
}
