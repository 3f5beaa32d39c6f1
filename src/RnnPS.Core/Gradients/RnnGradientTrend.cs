namespace RnnPS;

/// <summary>How a gradient changes in the backward pass through the steps.</summary>
public enum RnnGradientTrend
{
    /// <summary>After 100 steps, less than 1 % of the gradient remains.</summary>
    Vanishes,

    /// <summary>Over 100 steps, the gradient stays within a factor of 100.</summary>
    Holds,

    /// <summary>After 100 steps, the gradient is more than 100 times as large.</summary>
    Explodes,

    /// <summary>There are fewer than three timesteps, too few to tell.</summary>
    Unknown,
}
