namespace RnnPS;

/// <summary>The transforms of the values of a series before a network reads them.</summary>
public enum RnnTransform
{
    /// <summary>The search for a form chooses. A form itself has another one.</summary>
    Auto,

    /// <summary>The values as they are.</summary>
    None,

    /// <summary>The natural logarithm, for positive values whose changes grow with their level.</summary>
    Log,

    /// <summary>The square root, for values that are not negative, such as counts.</summary>
    Sqrt,

    /// <summary>The power (y^λ − 1) / λ of Box and Cox (1964), "An analysis of transformations", for positive values.</summary>
    BoxCox,
}
