namespace RnnPS;

/// <summary>What becomes of missing values (NaN, empty fields) in the data of a training.</summary>
public enum RnnMissingValue
{
    /// <summary>They are an error that names the row.</summary>
    Error,

    /// <summary>They are put on the line between the values before and after them; at an end, the nearest value is taken.</summary>
    Interpolate,

    /// <summary>The value before is taken, which looks at no later row; rows before the first value are masked.</summary>
    CarryForward,

    /// <summary>Their rows are masked: the network keeps its state over them, and they count for no loss.</summary>
    Mask,
}
