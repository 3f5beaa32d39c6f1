namespace RnnPS.Benchmarks.Tests;

public sealed class RatioTests
{
    [Fact]
    public void Compares_round_by_round()
    {
        // Each round has a different disturbance, but the ratio is 2 in all rounds.
        double[] peer = [1, 5, 2, 9, 3, 7];

        var ratio = Ratio.Of(Timing([.. peer.Select(time => 2 * time)]), Timing(peer));

        Assert.Equal((2, 2, 2), (ratio.Value, ratio.Low, ratio.High));
    }

    [Theory]
    // The interval ends at the k-th smallest and the k-th largest ratio, for the largest k with P(B ≤ k − 1) ≤ 2.5 %, where B
    // is the number of heads of n fair coins (Conover, table A3).
    [InlineData(6, 1)]
    [InlineData(9, 2)]
    [InlineData(15, 4)]
    [InlineData(21, 6)]
    public void The_interval_is_that_of_the_sign_test(int rounds, int k)
    {
        double[] ratios = [.. Enumerable.Range(1, rounds).Select(i => (double)i)];

        var ratio = Ratio.Of(Timing(ratios), Timing([.. ratios.Select(_ => 1.0)]));

        Assert.Equal((k, rounds + 1 - k), (ratio.Low, ratio.High));
    }

    [Fact]
    public void The_interval_contains_the_true_median_as_often_as_stated()
    {
        const int experiments = 4000;
        const int rounds = 21;
        var random = new CounterRandom(5, 0);
        int held = 0;
        for (int experiment = 0; experiment < experiments; experiment++)
        {
            // The distribution is skewed, as times are. Its median is 1 + ln 2.
            double[] times = [.. Enumerable.Range(experiment * rounds, rounds).Select(i => 1 - Math.Log(1 - random.Uniform(i)))];
            var ratio = Ratio.Of(Timing(times), Timing([.. times.Select(_ => 1.0)]));
            held += ratio.Low <= 1 + Math.Log(2) && ratio.High >= 1 + Math.Log(2) ? 1 : 0;
        }

        // The exact probability of the sign test for 21 rounds is 97.3 %. 4,000 experiments estimate it to ±0.8 %.
        Assert.InRange((double)held / experiments, 0.965, 0.981);
    }

    [Fact]
    public void Five_rounds_are_too_few_for_a_95_percent_interval() =>
        Assert.Throws<ArgumentException>(() => Ratio.Of(Timing([1, 2, 3, 4, 5]), Timing([1, 2, 3, 4, 5])));

    [Fact]
    public void Each_round_starts_with_a_different_contestant_and_warm_ups_do_not_count()
    {
        List<string> order = [];
        Contestant Record(string name) => new(name, () =>
        {
            order.Add(name);
            return new Sample(order.Count, 0);
        });

        IReadOnlyList<Timing> timings = Rounds.Run(warmUps: 1, rounds: 2, Record("a"), Record("b"));

        Assert.Equal("a b b a a b", string.Join(' ', order));
        Assert.Equal([4, 5], timings[0].Samples.Select(sample => sample.Milliseconds));
        Assert.Equal([3, 6], timings[1].Samples.Select(sample => sample.Milliseconds));
    }

    [Theory]
    [InlineData(0.85, true)]
    [InlineData(0.849, false)]
    [InlineData(double.NaN, false)]
    public void A_value_must_reach_its_floor(double measured, bool within) =>
        Assert.Equal(within, Verdict.AtLeast("of the limit", measured, 0.85).Within);

    [Theory]
    [InlineData(1.49, true)]
    [InlineData(1.5, false)]
    [InlineData(double.NaN, false)]
    public void A_value_must_stay_below_its_ceiling(double measured, bool within) =>
        Assert.Equal(within, new Verdict("ratio", measured, 1.5).Within);

    private static Timing Timing(double[] milliseconds) =>
        new("timing", [.. milliseconds.Select(time => new Sample(time, time))]);
}
