namespace RnnPS.Benchmarks;

/// <summary>A bound and what was measured against it.</summary>
/// <param name="Claim">What should be smaller than the bound.</param>
/// <param name="Measured">What it was.</param>
/// <param name="Bound">What it has to stay under.</param>
/// <param name="Unit">The unit of both, with a leading space; empty for a ratio.</param>
internal sealed record Verdict(string Claim, double Measured, double Bound, string Unit)
{
    /// <summary>Whether the bound is kept. What is not a number is not.</summary>
    public bool Within => Measured < Bound;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Claim}: {Measured:0.00}{Unit}, bound {Bound:0.00}{Unit}: {(Within ? "within" : "outside")} bound");
}
