using System.Globalization;

namespace RnnPS;

/// <summary>Judges from the norms of a gradient how fast it shrinks or grows in the backward pass.</summary>
internal readonly record struct GradientDecay
{
    // The logarithm of the factor per step that changes a norm 100-fold in 100 steps.
    private static readonly double Bound = Math.Log(100) / 100;

    // The fewest steps that show a trend: two have one ratio only.
    private const int LeastSteps = 3;

    // From this factor on, a gradient that holds is said to have grown.
    private const double LeastGrowth = 1.05;

    private GradientDecay(double factor, RnnGradientTrend trend, string words)
    {
        Factor = factor;
        Trend = trend;
        Words = words;
    }

    /// <summary>The factor per step; NaN if it can't be measured.</summary>
    public double Factor { get; }

    /// <summary>Whether the gradient vanishes, holds or explodes; Unknown if there are too few steps.</summary>
    public RnnGradientTrend Trend { get; }

    /// <summary>The verdict: the trend in words.</summary>
    public string Words { get; }

    /// <summary>
    /// Fits a straight line to the logarithms of the norms by least squares. Its slope is the logarithm of the factor.
    /// </summary>
    /// <param name="norms">The norms, starting with the one nearest to the loss.</param>
    /// <param name="isUntrained">Whether the weights were drawn at random and not trained.</param>
    public static GradientDecay Of(IReadOnlyList<double> norms, bool isUntrained = false)
    {
        if (norms.Any(norm => !double.IsFinite(norm)))
        {
            return new GradientDecay(
                double.PositiveInfinity, RnnGradientTrend.Explodes, Verdict(RnnGradientTrend.Explodes, isUntrained, "the gradient is not finite"));
        }

        if (norms.Count < LeastSteps)
        {
            return new GradientDecay(double.NaN, RnnGradientTrend.Unknown, string.Create(
                CultureInfo.InvariantCulture, $"no verdict: it takes {LeastSteps} timesteps or more"));
        }

        (int Lag, double Log)[] points =
            [.. norms.Select((norm, lag) => (lag, Math.Log(norm))).Where(point => double.IsFinite(point.Item2))];
        if (points.Length == 0)
        {
            return new GradientDecay(0, RnnGradientTrend.Vanishes, "no gradient: the loss does not depend on it");
        }

        double factor = points.Length < 2 ? 0 : Math.Exp(Slope(points));
        return points[^1].Lag == norms.Count - 1 && factor > 0
            ? Judge(factor, isUntrained)
            : new GradientDecay(factor, RnnGradientTrend.Vanishes, Verdict(
                RnnGradientTrend.Vanishes, isUntrained, $"after {RnnMessages.Count(points[^1].Lag + 1, "step")} nothing of the gradient is left"));
    }

    private static double Slope((int Lag, double Log)[] points)
    {
        double lag = points.Average(point => point.Lag);
        double log = points.Average(point => point.Log);
        return points.Sum(point => (point.Lag - lag) * (point.Log - log)) / points.Sum(point => (point.Lag - lag) * (point.Lag - lag));
    }

    private static GradientDecay Judge(double factor, bool isUntrained)
    {
        double log = Math.Log(factor);
        double hundredfold = Math.Ceiling(Math.Log(100) / Math.Abs(log));
        double share = Math.Pow(factor, 100);
        (RnnGradientTrend trend, string words) = log switch
        {
            _ when log < -Bound => (RnnGradientTrend.Vanishes, $"after {RnnMessages.Count((int)hundredfold, "step")} 1 % of the gradient is left"),
            _ when log > Bound => (RnnGradientTrend.Explodes, $"after {RnnMessages.Count((int)hundredfold, "step")} it is 100 times as large"),
            _ when share >= LeastGrowth => (RnnGradientTrend.Holds, $"after 100 steps it is {Short(share)} times as large"),
            _ => (RnnGradientTrend.Holds, $"after 100 steps {Short(100 * share)} % of the gradient is left"),
        };
        return new GradientDecay(factor, trend, Verdict(trend, isUntrained, words));
    }

    private static string Verdict(RnnGradientTrend trend, bool isUntrained, string words) =>
        $"{(isUntrained ? "untrained" : trend.ToString().ToLowerInvariant())}: {words}";

    private static string Short(double value) => value.ToString(value < 9.95 ? "0.#" : "0", CultureInfo.InvariantCulture);
}
