namespace RnnPS.Benchmarks;

/// <summary>The speed that RnnPS must reach in a <see cref="ForwardWork"/>.</summary>
/// <param name="Precision">The precision of RnnPS.</param>
/// <param name="Minimum">The smallest allowed ratio: the peer's time, or the time at the machine's limit, divided by RnnPS's time.</param>
/// <param name="Peer">
/// The peer's name; null for the fastest peer in the same precision; <see cref="Limit"/> for the machine's limit.
/// </param>
/// <param name="UseLowerEnd">Whether the lower end of the ratio's interval must reach the bound, not just the ratio.</param>
internal sealed record ForwardBound(RnnPrecision Precision, double Minimum, string? Peer = null, bool UseLowerEnd = false)
{
    /// <summary>The value of <see cref="Peer"/> that means the machine's limit.</summary>
    public const string Limit = "limit";

    /// <summary>Creates a bound in single precision.</summary>
    public static ForwardBound Single(double minimum, string? peer = null, bool useLowerEnd = false) =>
        new(RnnPrecision.Single, minimum, peer, useLowerEnd);

    /// <summary>Creates a bound in double precision.</summary>
    public static ForwardBound Double(double minimum, string? peer = null) => new(RnnPrecision.Double, minimum, peer);
}
