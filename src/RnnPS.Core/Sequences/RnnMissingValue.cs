namespace RnnPS;

/// <summary>The policy for missing values (NaN or empty fields) in training data.</summary>
public enum RnnMissingValue
{
    /// <summary>Reports an error that names the row.</summary>
    Error,

    /// <summary>
    /// Interpolates linearly between the previous and the next value. At the start and the end, the nearest value is used.
    /// </summary>
    Interpolate,

    /// <summary>Repeats the previous value, so that no later row is used. Rows before the first value are masked.</summary>
    CarryForward,

    /// <summary>Masks the rows. At a masked row the network keeps its state, and the row does not contribute to the loss.</summary>
    Mask,
}
