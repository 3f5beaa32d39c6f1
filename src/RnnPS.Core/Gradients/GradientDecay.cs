using System.Globalization;

namespace RnnPS;

/// <summary>Judges from the norms of a gradient how fast it shrinks or grows in the backward pass.</summary>
internal readonly record struct GradientDecay
{
    // The logarithm of the factor per step that changes a norm 100-fold in 100 steps.
    private static readonly double Bound = Math.Log(100) / 100;

    private GradientDecay(double factor, RnnGradientTrend trend, string verdict)
    {
        Factor = factor;
        Trend = trend;
        Verdict = verdict;
    }

    /// <summary>The factor per step; NaN if it can't be measured.</summary>
    public double Factor { get; }

    /// <summary>Whether the gradient vanishes, holds or explodes.</summary>
    public RnnGradientTrend Trend { get; }

    /// <summary>The trend in words.</summary>
    public string Verdict { get; }

    /// <summary>
    /// Fits a straight line to the logarithms of the norms by least squares. Its slope is the logarithm of the factor.
    /// </summary>
    /// <param name="norms">The norms, starting with the one nearest to the loss.</param>
    public static GradientDecay Of(IReadOnlyList<double> norms)
    {
        (int Lag, double Log)[] points =
            [.. norms.Select((norm, lag) => (lag, Math.Log(norm))).Where(point => double.IsFinite(point.Item2))];
        if (norms.Any(norm => !double.IsFinite(norm)))
        {
            return new GradientDecay(double.PositiveInfinity, RnnGradientTrend.Explodes, "explodes: the gradient is not finite");
        }

        if (points.Length == 0)
        {
            return new GradientDecay(0, RnnGradientTrend.Vanishes, "no gradient: the loss does not depend on it");
        }

        int zeros = norms.Count - 1 - points[^1].Lag;
        double factor = points.Length < 2 ? zeros > 0 ? 0 : double.NaN : Math.Exp(Slope(points));
        return zeros > 0
            ? new GradientDecay(factor, RnnGradientTrend.Vanishes, string.Create(
                CultureInfo.InvariantCulture, $"vanishes{Text(factor)}: 0 after {RnnMessages.Count(points[^1].Lag + 1, "step")}"))
            : Judge(factor);
    }

    private static double Slope((int Lag, double Log)[] points)
    {
        double lag = points.Average(point => point.Lag);
        double log = points.Average(point => point.Log);
        return points.Sum(point => (point.Lag - lag) * (point.Log - log)) / points.Sum(point => (point.Lag - lag) * (point.Lag - lag));
    }

    private static GradientDecay Judge(double factor)
    {
        if (double.IsNaN(factor))
        {
            return new GradientDecay(factor, RnnGradientTrend.Holds, "one step: too short for a trend");
        }

        double log = Math.Log(factor);
        double hundredfold = Math.Ceiling(Math.Log(100) / Math.Abs(log));
        return log switch
        {
            _ when log < -Bound => new GradientDecay(factor, RnnGradientTrend.Vanishes, string.Create(
                CultureInfo.InvariantCulture, $"vanishes{Text(factor)}: 1 % after {hundredfold} steps")),
            _ when log > Bound => new GradientDecay(factor, RnnGradientTrend.Explodes, string.Create(
                CultureInfo.InvariantCulture, $"explodes{Text(factor)}: ×100 after {hundredfold} steps")),
            _ => new GradientDecay(factor, RnnGradientTrend.Holds, string.Create(
                CultureInfo.InvariantCulture, $"holds{Text(factor)}: {100 * Math.Pow(factor, 100):G3} % after 100 steps")),
        };
    }

    private static string Text(double factor) =>
        factor == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", ×{factor:G3} a step");
}
