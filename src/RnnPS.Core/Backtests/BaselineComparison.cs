using System.Globalization;

namespace RnnPS;

/// <summary>How the model compares with a simple method.</summary>
/// <param name="Baseline">The simple method.</param>
/// <param name="Improvement">The part of the baseline's error that the model saves.</param>
/// <param name="Statistic">The statistic of the test; null if there is none.</param>
/// <param name="Horizon">The horizon of the test; null if there is none.</param>
/// <param name="PValue">The p-value of the test; null if there is none.</param>
internal sealed record BaselineComparison(
    RnnForecastMethod Baseline, double Improvement, double? Statistic, int? Horizon, double? PValue)
{
    private const double Significant = 0.05;

    /// <summary>Compares the model with a simple method, on the same forecasts.</summary>
    /// <param name="context">What all methods share.</param>
    /// <param name="model">The losses of the model.</param>
    /// <param name="baseline">The simple method.</param>
    /// <param name="other">The losses of the simple method.</param>
    /// <returns>The comparison.</returns>
    public static BaselineComparison Of(AccuracyContext context, AccuracyMeter model, RnnForecastMethod baseline, AccuracyMeter other)
    {
        double ratio = model.MeanLoss(context.Loss) / other.MeanLoss(context.Loss);
        double improvement = 1 - (context.Loss == RnnForecastLoss.Squared ? Math.Sqrt(ratio) : ratio);
        double[] differences = [.. model.OriginLosses(context.Loss).Zip(other.OriginLosses(context.Loss), (one, two) => one - two)];
        if (differences.Length < 2)
        {
            return new BaselineComparison(baseline, improvement, null, null, null);
        }

        (double? statistic, int horizon) = DieboldMariano.Test(differences, context.Horizon);
        return statistic is { } value
            ? new BaselineComparison(baseline, improvement, value, horizon, context.Distributions.StudentPValue(value, differences.Length - 1))
            : new BaselineComparison(baseline, improvement, null, null, null);
    }

    /// <summary>States the comparison, such as <c>17 % better than repeating last week (p = 0.003)</c>.</summary>
    /// <param name="words">What the simple method does.</param>
    /// <returns>The text.</returns>
    public string Verdict(string words)
    {
        if (double.IsNaN(Improvement))
        {
            return "not measured: no error to compare";
        }

        bool tells = PValue is { } p ? p < Significant : Improvement != 0;
        string evidence = PValue switch
        {
            null => "not tested",
            < 0.001 => "p < 0.001",
            _ => string.Create(CultureInfo.InvariantCulture, $"p = {PValue:0.000}"),
        };
        if (!tells)
        {
            return $"no better than {words} ({evidence})";
        }

        double percent = Math.Abs(Improvement) * 100;
        // The error of the baseline can be 0, and then the model's has no percentage of it.
        string size = double.IsFinite(percent) ? percent.ToString(percent < 1 ? "0.0# " : "0 ", CultureInfo.InvariantCulture) + "% " : string.Empty;
        return $"{size}{(Improvement > 0 ? "better" : "worse")} than {words} ({evidence})";
    }
}
