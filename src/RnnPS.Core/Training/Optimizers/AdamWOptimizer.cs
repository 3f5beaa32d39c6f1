namespace RnnPS;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019, "Decoupled weight decay regularization"): <see cref="AdamOptimizer"/> with a weight decay
/// that is no part of the gradient, <c>w ← (1 − η·λ)·w</c> before the step. As <c>torch.optim.AdamW</c>.
/// </summary>
public sealed record AdamWOptimizer : AdamFamilyOptimizer
{
    /// <summary>PyTorch's constants: a learning rate of 0.001 and a weight decay of 0.01.</summary>
    public AdamWOptimizer() => WeightDecay = 1e-2;

    /// <inheritdoc/>
    public override string Name => "AdamW";

    private protected override bool DecoupledDecay => true;
}
