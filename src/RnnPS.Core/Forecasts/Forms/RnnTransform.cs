namespace RnnPS;

/// <summary>The transforms of the values of a series before a network reads them.</summary>
public enum RnnTransform
{
    /// <summary>The values as they are.</summary>
    None,

    /// <summary>The natural logarithm, for positive values whose changes grow with their level.</summary>
    Log,

    /// <summary>The square root, for values that are not negative, such as counts.</summary>
    Sqrt,
}
