namespace RnnPS;

/// <summary>Which end of a sequence that is too long is kept.</summary>
public enum RnnKeep
{
    /// <summary>The first timesteps: streams, and ends the commands upstream when it has enough.</summary>
    First,

    /// <summary>The newest timesteps: reads to the end first.</summary>
    Newest,
}
