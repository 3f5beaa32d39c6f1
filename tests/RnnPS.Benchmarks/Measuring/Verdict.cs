namespace RnnPS.Benchmarks;

/// <summary>A bound and what was measured against it.</summary>
/// <param name="Claim">What should be smaller, or larger, than the bound.</param>
/// <param name="Measured">What it was.</param>
/// <param name="Bound">What it has to stay under, or to reach.</param>
/// <param name="Unit">The unit of both, with a leading space; empty for a ratio.</param>
/// <param name="Interval">Where the truth lies, where that is known.</param>
internal sealed record Verdict(string Claim, double Measured, double Bound, string Unit = "", string? Interval = null)
{
    /// <summary>Whether more is better.</summary>
    public bool IsFloor { get; private init; }

    /// <summary>Whether the bound is kept. What is not a number is not.</summary>
    public bool Within => IsFloor ? Measured >= Bound : Measured < Bound;

    /// <summary>A verdict on how many times the peer's time something took.</summary>
    public static Verdict On(Timing timing, Timing peer, double bound, string? where = null)
    {
        var ratio = Ratio.Of(timing, peer);
        return new Verdict($"{timing.Name} / {peer.Name}{where}", ratio.Value, bound, Interval: ratio.Interval);
    }

    /// <summary>A verdict on a ratio that has to reach its bound.</summary>
    public static Verdict AtLeast(string claim, double measured, double bound, string? interval = null) =>
        new(claim, measured, bound, Interval: interval) { IsFloor = true };

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Claim}: {Measured:0.00}{Unit}{(Interval is null ? string.Empty : $" ({Interval})")}, {(IsFloor ? "at least" : "bound")} {Bound:0.00}{Unit}: {(Within ? "within" : "outside")} bound");
}
