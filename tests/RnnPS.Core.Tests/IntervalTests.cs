namespace RnnPS.Core.Tests;

/// <summary>The interval of a forecast contains the forecast, whatever the errors and whatever the share.</summary>
[Trait("Vectors", "Yes")]
public sealed class IntervalTests
{
    private static readonly double[] Shares = [1e-6, 0.01, 0.2, 0.5, 0.8, 0.9, 0.999];

    [Fact]
    public void Biased_residuals_are_centred()
    {
        // Of mean 102. Centred they are −2 to 2, whose quartiles are −1 and 1.
        var options = new RnnForecastOptions
        {
            Count = 2,
            Feedback = FeedbackMap.Create(1, 1, [], []),
            Intervals = [0.5],
            Residuals = new RnnMatrix(5, 1, [104, 100, 103, 101, 102]),
            PathCount = 20000,
        };

        RnnForecastStep[] steps = Forecast(Linear(0.5), [8], options);

        Assert.Equal((4.0, 3.0, 5.0), ((double)steps[0].Value, (double)steps[0].Lower!, (double)steps[0].Upper!));
        // The second step is 2 + e/2 + f with e and f from −2 to 2. The quartiles of its 25 outcomes are 2 ± 1.
        Assert.Equal((2.0, 1.0, 3.0), ((double)steps[1].Value, (double)steps[1].Lower!, (double)steps[1].Upper!));
    }

    [Fact]
    public void Residuals_of_several_targets_are_centred_one_by_one()
    {
        var options = new RnnForecastOptions
        {
            Count = 1,
            Feedback = FeedbackMap.Create(2, 2, [], []),
            Intervals = [0.5],
            Residuals = new RnnMatrix(3, 2, [9, -60, 10, -50, 11, -40]),
        };
        var cell = new ElmanCell(new RnnMatrix(2, 2, [1, 0, 0, 1]), new RnnMatrix(2, 2, [0, 0, 0, 0]), activation: RnnActivation.Identity);

        RnnForecastStep step = Forecast(new RnnModel(cell), [3, 7], options)[0];

        Assert.Equal([2.5, 2], Runs.Vector(step.Lower!));
        Assert.Equal([3.5, 12], Runs.Vector(step.Upper!));
    }

    [Fact]
    public void A_narrow_interval_of_skewed_residuals_reaches_to_the_forecast()
    {
        // Of mean 0 and median −1: the share of 0.01 lies around −1 and would leave out the forecast.
        var options = new RnnForecastOptions
        {
            Count = 1,
            Feedback = FeedbackMap.Create(1, 1, [], []),
            Intervals = [0.01],
            Residuals = new RnnMatrix(5, 1, [-1, -1, -1, -1, 4]),
        };

        RnnForecastStep step = Forecast(Linear(1), [3], options)[0];

        Assert.Equal((3.0, 2.0, 3.0), ((double)step.Value, (double)step.Lower!, (double)step.Upper!));
    }

    [Fact]
    public void A_single_residual_gives_no_interval()
    {
        RnnException error = Assert.Throws<RnnException>(() => new RnnForecaster(Linear(1), new RnnForecastOptions
        {
            Count = 1,
            Feedback = FeedbackMap.Create(1, 1, [], []),
            Intervals = [0.9],
            Residuals = new RnnMatrix(1, 1, [5]),
        }));

        Assert.Equal(RnnErrorId.Interval, error.Id);
        Assert.Contains("only one residual", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MeanSquaredError")]
    [InlineData("Poisson")]
    [InlineData("BinaryCrossEntropy")]
    public void Random_residuals_of_any_bias_and_skew_keep_the_forecast_inside(string loss)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new CounterRandom(seed, 4);
            double bias = 1000 * random.Normal(0);
            double[] errors = [.. Enumerable.Range(1, 2 + (seed * 3)).Select(i => bias + Math.Exp(3 * random.Normal(i)))];
            RnnModel model = LinkTests.Trained(Runs.Random(1, 3, 1, seed), loss, lead: 1);
            RequireInside(model, errors, quantiles: null, seed);
        }
    }

    [Fact]
    public void Random_quantiles_cross_and_keep_the_forecast_inside()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            // The outputs of random weights are in no order, so many quantiles cross. 0.5 is one of them for every second seed.
            double[] quantiles = seed % 2 == 0 ? [0.9999, 0.5, 0.0001] : [0.0001, 0.6, 0.9999, 0.3];
            RequireInside(Runs.Random(1, 3, quantiles.Length, seed), errors: null, quantiles, seed);
        }
    }

    private static void RequireInside(RnnModel model, double[]? errors, double[]? quantiles, int seed)
    {
        foreach (double share in Shares)
        {
            RnnForecastStep[] steps = Forecast(model, [1.5], new RnnForecastOptions
            {
                Count = 4,
                Feedback = FeedbackMap.Create(1, 1, [], []),
                Intervals = [share],
                Residuals = errors is null ? null : new RnnMatrix(errors.Length, 1, errors),
                Quantiles = quantiles is null ? null : new RnnVector(quantiles),
                PathCount = 20,
                Seed = seed,
            });
            foreach (RnnForecastStep step in steps)
            {
                Assert.True(
                    (double)step.Lower! <= (double)step.Value && (double)step.Value <= (double)step.Upper!,
                    FormattableString.Invariant($"seed {seed}, share {share}: {step}"));
            }
        }
    }

    private static RnnModel Linear(double factor) =>
        new(new ElmanCell(new RnnMatrix(1, 1, [factor]), new RnnMatrix(1, 1, [0]), activation: RnnActivation.Identity));

    private static RnnForecastStep[] Forecast(RnnModel model, double[] history, RnnForecastOptions options) =>
        [.. new RnnForecaster(model, options).Run(new RnnSequence("s", new RnnMatrix(history.Length / model.InputSize, model.InputSize, history)))];
}
