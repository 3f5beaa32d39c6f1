namespace RnnPS;

/// <summary>
/// Adam (Kingma and Ba 2015, "Adam: a method for stochastic optimization"): <c>m ← β₁·m + (1 − β₁)·g</c>,
/// <c>v ← β₂·v + (1 − β₂)·g²</c>, <c>w ← w − η·m̂ / (√v̂ + ε)</c>, where m̂ and v̂ are m and v after bias correction. Equals
/// <c>torch.optim.Adam</c>.
/// </summary>
public sealed record AdamOptimizer : AdamFamilyOptimizer
{
    /// <inheritdoc/>
    public override string Name => "Adam";

    private protected override bool DecoupledDecay => false;
}
