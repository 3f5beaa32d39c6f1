namespace RnnPS.Benchmarks;

/// <summary>What RnnPS has to reach in a <see cref="ForwardWork"/>.</summary>
/// <param name="Precision">In which precision.</param>
/// <param name="Least">How many times faster than the peer, or which part of the limit, it has to be at least.</param>
/// <param name="Peer">
/// The peer's name; null for the best of those that compute in the same precision, <see cref="Limit"/> for the machine.
/// </param>
/// <param name="Surely">Whether the lower end of the ratio's interval has to reach it.</param>
internal sealed record ForwardBound(RnnPrecision Precision, double Least, string? Peer = null, bool Surely = false)
{
    /// <summary>The machine, as a peer.</summary>
    public const string Limit = "limit";

    /// <summary>In single precision.</summary>
    public static ForwardBound Single(double least, string? peer = null, bool surely = false) =>
        new(RnnPrecision.Single, least, peer, surely);

    /// <summary>In double precision.</summary>
    public static ForwardBound Double(double least, string? peer = null) => new(RnnPrecision.Double, least, peer);
}
