using System.Globalization;

namespace RnnPS;

/// <summary>What the norms of a gradient say of its way back: by which factor it changes a step, and what that comes to.</summary>
internal readonly record struct GradientDecay
{
    // The factor of a step that makes a hundred of a hundred steps, or a hundredth.
    private static readonly double Bound = Math.Log(100) / 100;

    private GradientDecay(double factor, RnnGradientTrend trend, string verdict)
    {
        Factor = factor;
        Trend = trend;
        Verdict = verdict;
    }

    /// <summary>The factor of a step; NaN where there are no two norms above 0.</summary>
    public double Factor { get; }

    /// <summary>What it comes to.</summary>
    public RnnGradientTrend Trend { get; }

    /// <summary>The same in words.</summary>
    public string Verdict { get; }

    /// <summary>
    /// Fits a straight line to the logarithms of norms, by least squares: its slope is the logarithm of the factor.
    /// </summary>
    /// <param name="norms">The norms, that nearest to the loss first.</param>
    public static GradientDecay Of(IReadOnlyList<double> norms)
    {
        (int Lag, double Log)[] points =
            [.. norms.Select((norm, lag) => (lag, Math.Log(norm))).Where(point => double.IsFinite(point.Item2))];
        if (norms.Any(norm => !double.IsFinite(norm)))
        {
            return new GradientDecay(double.PositiveInfinity, RnnGradientTrend.Explodes, "explodes beyond all numbers");
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
            return new GradientDecay(factor, RnnGradientTrend.Holds, "one step: there is no way back to see");
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
