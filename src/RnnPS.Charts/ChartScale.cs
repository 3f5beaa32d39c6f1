namespace RnnPS.Charts;

/// <summary>How an axis maps values to places.</summary>
internal enum ChartScale
{
    /// <summary>In proportion.</summary>
    Linear,

    /// <summary>By their logarithm. Values are above 0.</summary>
    Logarithmic,

    /// <summary>Dates, as seconds since the year 1 (<see cref="ChartTime"/>).</summary>
    Time,
}
