namespace RnnPS;

/// <summary>How the losses of a sequence's timesteps become one.</summary>
public enum RnnReduction
{
    /// <summary>Their sum, each times its step's weight.</summary>
    Sum,

    /// <summary>Their mean: the sum divided by the sum of the weights.</summary>
    Mean,
}
