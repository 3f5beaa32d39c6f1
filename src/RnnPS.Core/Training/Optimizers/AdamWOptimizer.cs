namespace RnnPS;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019, "Decoupled weight decay regularization"): <see cref="AdamOptimizer"/> with a weight decay
/// that does not enter the gradient: <c>w ← (1 − η·λ)·w</c> before the step. Equals <c>torch.optim.AdamW</c>.
/// </summary>
public sealed record AdamWOptimizer : AdamFamilyOptimizer
{
    /// <summary>Creates the optimizer with PyTorch's weight decay, 0.01.</summary>
    public AdamWOptimizer() => WeightDecay = 1e-2;

    /// <inheritdoc/>
    public override string Name => "AdamW";

    private protected override bool DecoupledDecay => true;
}
