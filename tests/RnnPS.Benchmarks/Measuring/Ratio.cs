namespace RnnPS.Benchmarks;

/// <summary>How many times the peer's time a contestant took in the same run.</summary>
/// <param name="Value">The median of the rounds' ratios.</param>
/// <param name="Low">The lower end of the interval that holds the true median with 95 %.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Cpu">The ratio of the median processor times.</param>
internal sealed record Ratio(double Value, double Low, double High, double Cpu)
{
    private const int LeastRounds = 6;

    /// <summary>The interval, as a cell of a table.</summary>
    public string Interval => FormattableString.Invariant($"{Low:0.00} to {High:0.00}");

    /// <summary>Compares two contestants round by round, since what disturbs one round disturbs both.</summary>
    /// <remarks>
    /// The interval is that of the sign test: it runs between two of the sorted ratios and assumes nothing about how
    /// they are distributed (Conover, Practical Nonparametric Statistics, 3rd edition, 3.2).
    /// </remarks>
    /// <exception cref="ArgumentException">There are fewer than six rounds, too few to know such an interval.</exception>
    public static Ratio Of(Timing contestant, Timing peer)
    {
        double[] ratios =
            [.. contestant.Samples.Zip(peer.Samples, (ours, theirs) => ours.Milliseconds / theirs.Milliseconds).Order()];
        if (ratios.Length < LeastRounds)
        {
            throw new ArgumentException($"{ratios.Length} rounds have no interval of 95 %: measure {LeastRounds} or more.", nameof(contestant));
        }

        int cut = Cut(ratios.Length);
        return new Ratio(Timing.MedianOf(ratios), ratios[cut], ratios[^(cut + 1)], contestant.Cpu / peer.Cpu);
    }

    // How many ratios lie outside the interval at either end, where the binomial tail is at most 2.5 %.
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
