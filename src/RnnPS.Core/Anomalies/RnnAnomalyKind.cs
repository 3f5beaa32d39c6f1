namespace RnnPS;

/// <summary>What makes a row an anomaly.</summary>
public enum RnnAnomalyKind
{
    /// <summary>The value is too far from the expected one.</summary>
    Value,

    /// <summary>
    /// The values of the last rows are too far from the expected ones together, on the same side: a slow drift, or a value that is stuck.
    /// </summary>
    Drift,
}
