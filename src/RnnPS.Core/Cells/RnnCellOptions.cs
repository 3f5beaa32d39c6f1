namespace RnnPS;

/// <summary>The weights and options that create a cell of any kind.</summary>
/// <param name="Input">The input weights W, [input × gates·hidden].</param>
/// <param name="Recurrent">The recurrent weights R, [hidden × gates·hidden].</param>
public sealed record RnnCellOptions(RnnMatrix Input, RnnMatrix Recurrent)
{
    /// <summary>The bias b, [gates·hidden]; null for none.</summary>
    public RnnVector? Bias { get; init; }

    /// <summary>The bias of the recurrent product, [gates·hidden]; null for none.</summary>
    public RnnVector? RecurrentBias { get; init; }

    /// <summary>The activation function of an Elman cell's state, or of a gated cell's candidate and cell state.</summary>
    public RnnActivation Activation { get; init; }

    /// <summary>Whether the reset gate multiplies the state before the recurrent product.</summary>
    public bool ResetBefore { get; init; }

    /// <summary>The seed that generated the weights; null if the weights were given.</summary>
    public int? Seed { get; init; }
}
