namespace RnnPS.Core.Tests;

public sealed class GradientDecayTests
{
    [Theory]
    [InlineData(0.5, 20, RnnGradientTrend.Vanishes, "vanishes: after 7 steps 1 % of the gradient is left")]
    [InlineData(0.95, 20, RnnGradientTrend.Vanishes, "vanishes: after 90 steps 1 % of the gradient is left")]
    [InlineData(0.001, 3, RnnGradientTrend.Vanishes, "vanishes: after 1 step 1 % of the gradient is left")]
    [InlineData(0.96, 20, RnnGradientTrend.Holds, "holds: after 100 steps 1.7 % of the gradient is left")]
    [InlineData(0.99, 20, RnnGradientTrend.Holds, "holds: after 100 steps 37 % of the gradient is left")]
    [InlineData(1, 20, RnnGradientTrend.Holds, "holds: after 100 steps 100 % of the gradient is left")]
    [InlineData(1.01, 3, RnnGradientTrend.Holds, "holds: after 100 steps it is 2.7 times as large")]
    [InlineData(1.04, 3, RnnGradientTrend.Holds, "holds: after 100 steps it is 51 times as large")]
    [InlineData(1.25, 20, RnnGradientTrend.Explodes, "explodes: after 21 steps it is 100 times as large")]
    public void A_constant_factor_is_found_and_put_in_words(double factor, int steps, RnnGradientTrend trend, string verdict)
    {
        var decay = GradientDecay.Of([.. Enumerable.Range(0, steps).Select(lag => 3 * Math.Pow(factor, lag))]);

        Assert.Equal(factor, decay.Factor, 1e-12);
        Assert.Equal((trend, verdict), (decay.Trend, decay.Words));
    }

    [Fact]
    public void The_factor_is_that_of_the_straight_line_through_the_logarithms()
    {
        // ln: 0, −2, −1, −3: by least squares a slope of −0.8.
        var decay = GradientDecay.Of([1, Math.Exp(-2), Math.Exp(-1), Math.Exp(-3)]);

        Assert.Equal(Math.Exp(-0.8), decay.Factor, 1e-12);
    }

    [Theory]
    [InlineData(new[] { 8.0, 4, 2, 0, 0 }, 0.5, "vanishes: after 3 steps nothing of the gradient is left")]
    [InlineData(new[] { 8.0, 0, 0 }, 0, "vanishes: after 1 step nothing of the gradient is left")]
    [InlineData(new[] { 0.0, 0, 0 }, 0, "no gradient: the loss does not depend on it")]
    public void What_comes_to_zero_vanishes(double[] norms, double factor, string verdict)
    {
        var decay = GradientDecay.Of(norms);

        Assert.Equal(factor, decay.Factor, 1e-12);
        Assert.Equal((RnnGradientTrend.Vanishes, verdict), (decay.Trend, decay.Words));
    }

    [Theory]
    [InlineData(new[] { 2.0 })]
    [InlineData(new[] { 2.0, 1 })]
    [InlineData(new[] { 2.0, 0 })]
    public void Fewer_than_three_steps_show_nothing(double[] norms)
    {
        var decay = GradientDecay.Of(norms);

        Assert.Equal((RnnGradientTrend.Unknown, "no verdict: it takes 3 timesteps or more"), (decay.Trend, decay.Words));
        Assert.Equal(double.NaN, decay.Factor);
    }

    [Fact]
    public void Infinity_explodes() =>
        Assert.Equal(RnnGradientTrend.Explodes, GradientDecay.Of([1, double.PositiveInfinity]).Trend);

    [Theory]
    [InlineData(0.5, RnnGradientTrend.Vanishes, "untrained: after 7 steps 1 % of the gradient is left")]
    [InlineData(0.99, RnnGradientTrend.Holds, "untrained: after 100 steps 37 % of the gradient is left")]
    [InlineData(1.25, RnnGradientTrend.Explodes, "untrained: after 21 steps it is 100 times as large")]
    public void The_verdict_of_an_untrained_network_says_so(double factor, RnnGradientTrend trend, string verdict)
    {
        var decay = GradientDecay.Of([1, factor, factor * factor], isUntrained: true);

        Assert.Equal((trend, verdict), (decay.Trend, decay.Words));
    }
}
