namespace RnnPS;

/// <summary>The weights and options that every kind of cell can be created from.</summary>
/// <param name="Input">W, [input × gates·hidden].</param>
/// <param name="Recurrent">R, [hidden × gates·hidden].</param>
public sealed record RnnCellOptions(RnnMatrix Input, RnnMatrix Recurrent)
{
    /// <summary>b, [gates·hidden]; null for a cell without one.</summary>
    public RnnVector? Bias { get; init; }

    /// <summary>The second bias, of the recurrent product, [gates·hidden]; null for a cell without one.</summary>
    public RnnVector? RecurrentBias { get; init; }

    /// <summary>The function of a plain cell's state, or of a gated cell's candidate and cell state.</summary>
    public RnnActivation Activation { get; init; }

    /// <summary>Whether a reset gate meets the state before the product.</summary>
    public bool ResetBefore { get; init; }

    /// <summary>The seed that the weights were drawn from, or null.</summary>
    public int? Seed { get; init; }
}
