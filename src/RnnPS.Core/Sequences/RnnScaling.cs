namespace RnnPS;

/// <summary>The kind of scaling that is applied to values before the network.</summary>
public enum RnnScaling
{
    /// <summary>Scales by the mean and the standard deviation, to mean 0 and variance 1.</summary>
    Standard,

    /// <summary>Scales by the minimum and the maximum, to the range 0 to 1.</summary>
    MinMax,

    /// <summary>Does not scale.</summary>
    None,
}
