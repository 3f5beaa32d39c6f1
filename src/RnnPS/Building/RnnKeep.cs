namespace RnnPS;

/// <summary>The timesteps to keep when a sequence is truncated.</summary>
public enum RnnKeep
{
    /// <summary>Keeps the first timesteps. The command streams, and stops the commands upstream when the sequence is complete.</summary>
    First,

    /// <summary>Keeps the newest timesteps. The command reads to the end of the series first.</summary>
    Newest,
}
