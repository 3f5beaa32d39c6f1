namespace RnnPS;

/// <summary>How numbers are scaled before a network sees them.</summary>
public enum RnnScaling
{
    /// <summary>By the mean and the standard deviation: to mean 0 and variance 1.</summary>
    Standard,

    /// <summary>By the smallest and the largest: to between 0 and 1.</summary>
    MinMax,

    /// <summary>Not at all.</summary>
    None,
}
