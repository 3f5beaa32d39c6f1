namespace RnnPS;

/// <summary>The reduction of the timesteps' losses to the loss of a sequence.</summary>
public enum RnnReduction
{
    /// <summary>The weighted sum.</summary>
    Sum,

    /// <summary>The weighted mean: the weighted sum divided by the sum of the weights.</summary>
    Mean,
}
