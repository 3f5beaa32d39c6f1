namespace RnnPS;

/// <summary>How much of a run is kept for later.</summary>
internal enum Tape
{
    /// <summary>States h and outputs only: what leads to them is overwritten by what comes next.</summary>
    None,

    /// <summary>Also every gate of every step of the chunk, to be shown.</summary>
    Trace,

    /// <summary>Also what backpropagation reads: recurrent products and the cells' own operands.</summary>
    Train,
}
