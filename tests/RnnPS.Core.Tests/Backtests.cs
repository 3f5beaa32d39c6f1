using MathNet.Numerics.Distributions;

namespace RnnPS.Core.Tests;

/// <summary>What the tests of backtests share.</summary>
internal static class Backtests
{
    public static IDistributions Distributions { get; } = new MathNetDistributions();

    /// <summary>A model that multiplies: the forecast of row h ahead is factorʰ times the last value.</summary>
    public static RnnModel Growth(double factor, int features = 1)
    {
        double[] diagonal = [.. Enumerable.Range(0, features * features).Select(i => i % (features + 1) == 0 ? factor : 0)];
        return new RnnModel(new ElmanCell(
            new RnnMatrix(features, features, diagonal), new RnnMatrix(features, features, new double[features * features]), activation: RnnActivation.Identity));
    }

    public static RnnBacktestOptions Options(int count, int step, int origins, int? period = 1) => new()
    {
        Count = count,
        Step = step,
        Origins = origins,
        Period = period,
        MissingValue = RnnMissingValue.CarryForward,
        Distributions = Distributions,
    };

    public static RnnForecastOptions Forecast(int count, int features = 1, RnnMatrix? residuals = null) => new()
    {
        Count = count,
        Feedback = FeedbackMap.Create(features, features, [], []),
        MissingValue = RnnMissingValue.CarryForward,
        Intervals = residuals is null ? [] : [0.9],
        Residuals = residuals,
        PathCount = 50,
    };

    /// <summary>Runs a backtest in which every feature is an input and a target.</summary>
    public static RnnBacktest Run(
        RnnModel model, RnnSequence series, RnnBacktestOptions options, RnnForecastOptions? forecast = null, RnnTimeAxis? axis = null)
    {
        int[] features = [.. Enumerable.Range(0, series.FeatureCount)];
        var backtest = new RnnBacktest(series, features, features, options, axis);
        forecast ??= Forecast(options.Count, series.FeatureCount);
        var forecaster = new RnnForecaster(model, forecast);
        foreach (RnnBacktestStep step in backtest.Run(_ => forecaster, forecast.Feedback))
        {
            Assert.NotNull(step);
        }

        return backtest;
    }

    public static RnnSequence Series(params double[] values) => new("series", new RnnMatrix(values.Length, 1, values));

    /// <summary>Noise around a season of 7 rows and a trend.</summary>
    public static double[] Noise(int length, int seed)
    {
        var random = new CounterRandom(seed, 0);
        return [.. Enumerable.Range(0, length).Select(t => 20 + (0.1 * t) + (5 * Math.Sin(2 * Math.PI * t / 7)) + random.Normal(t))];
    }

    private sealed class MathNetDistributions : IDistributions
    {
        public double NormalQuantile(double share) => Normal.InvCDF(0, 1, share);

        public double StudentPValue(double statistic, double freedom) => 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(statistic));
    }
}
