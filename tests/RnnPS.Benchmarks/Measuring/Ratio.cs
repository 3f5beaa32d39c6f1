namespace RnnPS.Benchmarks;

/// <summary>A contestant's time divided by the peer's time in the same run.</summary>
/// <param name="Value">The median of the rounds' ratios.</param>
/// <param name="Low">The lower end of the 95 % confidence interval of the median.</param>
/// <param name="High">The upper end of the interval.</param>
/// <param name="Cpu">The ratio of the median processor times.</param>
internal sealed record Ratio(double Value, double Low, double High, double Cpu)
{
    private const int MinimumRounds = 6;

    /// <summary>The interval as text for a table.</summary>
    public string Interval => FormattableString.Invariant($"{Low:0.00} to {High:0.00}");

    /// <summary>Compares two contestants round by round, because a disturbance in a round affects both.</summary>
    /// <remarks>
    /// The interval is that of the sign test. Its ends are two of the sorted ratios, and it makes no assumption about their
    /// distribution (Conover, Practical Nonparametric Statistics, 3rd edition, 3.2).
    /// </remarks>
    /// <exception cref="ArgumentException">There are fewer than six rounds, too few for a 95 % interval.</exception>
    public static Ratio Of(Timing contestant, Timing peer)
    {
        double[] ratios =
            [.. contestant.Samples.Zip(peer.Samples, (ours, theirs) => ours.Milliseconds / theirs.Milliseconds).Order()];
        if (ratios.Length < MinimumRounds)
        {
            throw new ArgumentException($"{ratios.Length} rounds are too few for a 95 % interval: measure {MinimumRounds} or more.", nameof(contestant));
        }

        int cut = Cut(ratios.Length);
        return new Ratio(Timing.MedianOf(ratios), ratios[cut], ratios[^(cut + 1)], contestant.Cpu / peer.Cpu);
    }

    // The number of ratios outside the interval at each end, with a binomial tail of at most 2.5 %.
    private static int Cut(int count)
    {
        double term = Math.Pow(0.5, count);
        double tail = term;
        int cut = 0;
        while (tail <= 0.025)
        {
            cut++;
            term *= (double)(count - cut + 1) / cut;
            tail += term;
        }

        return cut - 1;
    }
}
