namespace RnnPS.Core.Tests;

public sealed class GradientDecayTests
{
    [Theory]
    [InlineData(0.5, 20, RnnGradientTrend.Vanishes, "vanishes, ×0.5 a step: 1 % after 7 steps")]
    [InlineData(0.95, 20, RnnGradientTrend.Vanishes, "vanishes, ×0.95 a step: 1 % after 90 steps")]
    [InlineData(0.96, 20, RnnGradientTrend.Holds, "holds, ×0.96 a step: 1.69 % after 100 steps")]
    [InlineData(1, 20, RnnGradientTrend.Holds, "holds, ×1 a step: 100 % after 100 steps")]
    [InlineData(1.04, 3, RnnGradientTrend.Holds, "holds, ×1.04 a step: 5.05E+03 % after 100 steps")]
    [InlineData(1.25, 20, RnnGradientTrend.Explodes, "explodes, ×1.25 a step: ×100 after 21 steps")]
    public void A_constant_factor_is_found_and_put_in_words(double factor, int steps, RnnGradientTrend trend, string verdict)
    {
        var decay = GradientDecay.Of([.. Enumerable.Range(0, steps).Select(lag => 3 * Math.Pow(factor, lag))]);

        Assert.Equal(factor, decay.Factor, 1e-12);
        Assert.Equal((trend, verdict), (decay.Trend, decay.Verdict));
    }

    [Fact]
    public void The_factor_is_that_of_the_straight_line_through_the_logarithms()
    {
        // ln: 0, −2, −1, −3: by least squares a slope of −0.8.
        var decay = GradientDecay.Of([1, Math.Exp(-2), Math.Exp(-1), Math.Exp(-3)]);

        Assert.Equal(Math.Exp(-0.8), decay.Factor, 1e-12);
    }

    [Theory]
    [InlineData(new[] { 8.0, 4, 2, 0, 0 }, 0.5, "vanishes, ×0.5 a step: 0 after 3 steps")]
    [InlineData(new[] { 8.0, 0, 0 }, 0, "vanishes: 0 after 1 step")]
    [InlineData(new[] { 0.0, 0, 0 }, 0, "no gradient: the loss does not depend on it")]
    public void What_comes_to_zero_vanishes(double[] norms, double factor, string verdict)
    {
        var decay = GradientDecay.Of(norms);

        Assert.Equal(factor, decay.Factor, 1e-12);
        Assert.Equal((RnnGradientTrend.Vanishes, verdict), (decay.Trend, decay.Verdict));
    }

    [Fact]
    public void One_step_shows_nothing_and_infinity_explodes()
    {
        Assert.Equal((RnnGradientTrend.Holds, "one step: too short for a trend"), (GradientDecay.Of([2]).Trend, GradientDecay.Of([2]).Verdict));
        Assert.Equal(RnnGradientTrend.Explodes, GradientDecay.Of([1, double.PositiveInfinity]).Trend);
    }
}
