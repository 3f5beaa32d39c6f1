namespace RnnPS;

/// <summary>What makes a row an anomaly.</summary>
public enum RnnAnomalyKind
{
    /// <summary>The value is too far from the expected one.</summary>
    Value,

    /// <summary>
    /// The values of the last twelve rows are too far from the expected ones together, on the same side: a slow drift.
    /// </summary>
    Drift,

    /// <summary>The value is exactly the same for more rows than values of the series are: a sensor that is stuck.</summary>
    Stuck,
}
