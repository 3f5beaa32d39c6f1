namespace RnnPS;

/// <summary>What becomes of a gradient on its way back through the steps.</summary>
public enum RnnGradientTrend
{
    /// <summary>Less than a hundredth would be left of it after a hundred steps.</summary>
    Vanishes,

    /// <summary>It stays within a factor of a hundred for a hundred steps.</summary>
    Holds,

    /// <summary>It would be more than a hundred times as large after a hundred steps.</summary>
    Explodes,
}
