namespace RnnPS.Benchmarks;

/// <summary>A measured value and its bound.</summary>
/// <param name="Claim">The name of the measured value.</param>
/// <param name="Measured">The measured value.</param>
/// <param name="Bound">The value to stay below, or to reach if <see cref="IsFloor"/> is true.</param>
/// <param name="Unit">The unit of both values, with a leading space; empty for a ratio.</param>
/// <param name="Interval">The 95 % interval of the measured value, if known.</param>
internal sealed record Verdict(string Claim, double Measured, double Bound, string Unit = "", string? Interval = null)
{
    /// <summary>Whether the measured value must reach the bound instead of staying below it.</summary>
    public bool IsFloor { get; private init; }

    /// <summary>Whether the measured value meets the bound. NaN never does.</summary>
    public bool Within => IsFloor ? Measured >= Bound : Measured < Bound;

    /// <summary>Creates a verdict on a contestant's time divided by the peer's time.</summary>
    public static Verdict On(Timing timing, Timing peer, double bound, string? where = null)
    {
        var ratio = Ratio.Of(timing, peer);
        return new Verdict($"{timing.Name} / {peer.Name}{where}", ratio.Value, bound, Interval: ratio.Interval);
    }

    /// <summary>Creates a verdict on a ratio that must reach its bound.</summary>
    public static Verdict AtLeast(string claim, double measured, double bound, string? interval = null) =>
        new(claim, measured, bound, Interval: interval) { IsFloor = true };

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Claim}: {Measured:0.00}{Unit}{(Interval is null ? string.Empty : $" ({Interval})")}, {(IsFloor ? "at least" : "bound")} {Bound:0.00}{Unit}: {(Within ? "within" : "outside")} bound");
}
