namespace RnnPS;

/// <summary>The direction in which a layer reads a sequence.</summary>
public enum RnnDirection
{
    /// <summary>From the first timestep to the last. The layer can process timesteps as they arrive.</summary>
    Forward,

    /// <summary>From the last timestep to the first. The layer needs the whole sequence.</summary>
    Reverse,

    /// <summary>
    /// In both directions, with two cells whose states are merged (Schuster and Paliwal 1997, "Bidirectional recurrent neural
    /// networks").
    /// </summary>
    Bidirectional,
}
