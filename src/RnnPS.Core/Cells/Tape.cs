namespace RnnPS;

/// <summary>The results that a run keeps.</summary>
internal enum Tape
{
    /// <summary>Only the hidden states and outputs. Later steps overwrite all other results.</summary>
    None,

    /// <summary>Also all gates of every step of the chunk, to emit them in steps.</summary>
    Trace,

    /// <summary>Also the inputs of backpropagation: recurrent products and the operands that the cells compute.</summary>
    Train,
}
