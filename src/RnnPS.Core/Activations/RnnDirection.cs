namespace RnnPS;

/// <summary>The order in which a layer reads a sequence.</summary>
public enum RnnDirection
{
    /// <summary>From the first timestep to the last: it can run while the series still comes in.</summary>
    Forward,

    /// <summary>From the last timestep to the first: it needs the whole sequence.</summary>
    Reverse,

    /// <summary>Both, by two cells whose states are merged (Schuster and Paliwal 1997, "Bidirectional recurrent neural networks").</summary>
    Bidirectional,
}
