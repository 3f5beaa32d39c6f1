namespace RnnPS;

/// <summary>
/// A generalised Pareto distribution of exceedances, fitted by the method of Zhang and Stephens (2009), "A new and efficient estimation
/// method for the generalized Pareto distribution".
/// </summary>
/// <remarks>
/// The method weighs parameters by their likelihood. The mean of their tails is used here and not the tail of their mean: it is the
/// probability that takes into account how little a few exceedances tell, so that extrapolation gives no more alarms than it should.
/// </remarks>
internal sealed class ParetoTail
{
    // The constants of the paper: the number of parameters, and the multiple of the first quartile that bounds their spread.
    private const int FewestParameters = 20;
    private const double QuartileFactor = 3;

    private readonly double[] _theta;
    private readonly double[] _shape;
    private readonly double[] _weight;

    private ParetoTail(double[] theta, double[] shape, double[] weight) => (_theta, _shape, _weight) = (theta, shape, weight);

    /// <summary>Fits the tail.</summary>
    /// <param name="exceedances">How far values exceed a threshold, in rising order.</param>
    /// <returns>The tail; null if a quarter of the exceedances are 0, so that they have no scale.</returns>
    public static ParetoTail? Fit(ReadOnlySpan<double> exceedances)
    {
        double[] values = exceedances.ToArray();
        int count = values.Length;
        double quartile = count == 0 ? 0 : values[Math.Clamp((int)((count / 4.0) + 0.5) - 1, 0, count - 1)];
        if (!(quartile > 0))
        {
            return null;
        }

        int parameters = FewestParameters + (int)Math.Sqrt(count);
        var theta = new double[parameters];
        var shape = new double[parameters];
        var weight = new double[parameters];
        for (int j = 0; j < parameters; j++)
        {
            theta[j] = (1 / values[^1]) + ((1 - Math.Sqrt(parameters / (j + 0.5))) / (QuartileFactor * quartile));
            // Close to 0, the distribution is the exponential one, and its likelihood a ratio of zeros.
            theta[j] = Math.Abs(theta[j] * values[^1]) < 1e-9 ? 1e-9 / values[^1] : theta[j];
            double at = theta[j];
            shape[j] = -values.Average(value => Math.Log(1 - (at * value)));
            weight[j] = count * (Math.Log(at / shape[j]) + shape[j] - 1);
        }

        double most = weight.Max();
        double sum = weight.Sum(logarithm => Math.Exp(logarithm - most));
        return new ParetoTail(theta, shape, [.. weight.Select(logarithm => Math.Exp(logarithm - most) / sum)]);
    }

    /// <summary>Computes the probability that an exceedance is larger than a size.</summary>
    /// <param name="size">The size, 0 or more.</param>
    public double Survival(double size)
    {
        double sum = 0;
        for (int j = 0; j < _theta.Length; j++)
        {
            double rest = 1 - (_theta[j] * size);
            sum += rest > 0 ? _weight[j] * Math.Pow(rest, 1 / _shape[j]) : 0;
        }

        return sum;
    }
}
