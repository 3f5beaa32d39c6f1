namespace RnnPS.Benchmarks.Tests;

public sealed class RatioTests
{
    [Fact]
    public void Compares_round_by_round()
    {
        // Each round is disturbed in another way, and the ratio is 2 in all of them.
        double[] peer = [1, 5, 2, 9, 3, 7];

        var ratio = Ratio.Of(Timing([.. peer.Select(time => 2 * time)]), Timing(peer));

        Assert.Equal((2, 2, 2), (ratio.Value, ratio.Low, ratio.High));
    }

    [Theory]
    // The largest k with P(B ≤ k − 1) ≤ 2.5 % for B of n fair coins (Conover, table A3): the k-th smallest and largest ratio.
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
    public void The_interval_holds_the_true_median_about_as_often_as_it_says()
    {
        const int experiments = 4000;
        const int rounds = 21;
        var random = new CounterRandom(5, 0);
        int held = 0;
        for (int experiment = 0; experiment < experiments; experiment++)
        {
            // Skewed, as times are: a median of 1 + ln 2.
            double[] times = [.. Enumerable.Range(experiment * rounds, rounds).Select(i => 1 - Math.Log(1 - random.Uniform(i)))];
            var ratio = Ratio.Of(Timing(times), Timing([.. times.Select(_ => 1.0)]));
            held += ratio.Low <= 1 + Math.Log(2) && ratio.High >= 1 + Math.Log(2) ? 1 : 0;
        }

        // The sign test's own probability for 21 rounds is 97.3 %; 4,000 experiments know it to ±0.8 %.
        Assert.InRange((double)held / experiments, 0.965, 0.981);
    }

    [Fact]
    public void Five_rounds_know_no_interval_of_95_percent() =>
        Assert.Throws<ArgumentException>(() => Ratio.Of(Timing([1, 2, 3, 4, 5]), Timing([1, 2, 3, 4, 5])));

    [Fact]
    public void Rounds_start_with_another_one_each_and_leave_the_warm_up_out()
    {
        List<string> order = [];
        Contestant Turn(string name) => new(name, () =>
        {
            order.Add(name);
            return new Sample(order.Count, 0);
        });

        IReadOnlyList<Timing> timings = Rounds.Run(warmUps: 1, rounds: 2, Turn("a"), Turn("b"));

        Assert.Equal("a b b a a b", string.Join(' ', order));
        Assert.Equal([4, 5], timings[0].Samples.Select(sample => sample.Milliseconds));
        Assert.Equal([3, 6], timings[1].Samples.Select(sample => sample.Milliseconds));
    }

    [Theory]
    [InlineData(0.85, true)]
    [InlineData(0.849, false)]
    [InlineData(double.NaN, false)]
    public void A_floor_has_to_be_reached(double measured, bool within) =>
        Assert.Equal(within, Verdict.AtLeast("of the limit", measured, 0.85).Within);

    [Theory]
    [InlineData(1.49, true)]
    [InlineData(1.5, false)]
    [InlineData(double.NaN, false)]
    public void A_ceiling_has_to_be_undercut(double measured, bool within) =>
        Assert.Equal(within, new Verdict("ratio", measured, 1.5).Within);

    private static Timing Timing(double[] milliseconds) =>
        new("timing", [.. milliseconds.Select(time => new Sample(time, time))]);
}
