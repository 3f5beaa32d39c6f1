namespace RnnPS;

/// <summary>Work that falls into parts which need nothing of each other.</summary>
internal interface ITeamWork
{
    /// <summary>Does one part.</summary>
    /// <param name="part">The part, from 0.</param>
    /// <param name="parts">The number of parts.</param>
    void RunPart(int part, int parts);
}
