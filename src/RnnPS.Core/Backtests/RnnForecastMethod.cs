namespace RnnPS;

/// <summary>A method of forecasting: the model, or a simple method to compare it with.</summary>
public enum RnnForecastMethod
{
    /// <summary>The model.</summary>
    Model,

    /// <summary>Every forecast is the last known value.</summary>
    Naive,

    /// <summary>Every forecast is the last known value of the same season, a whole number of periods before.</summary>
    SeasonalNaive,

    /// <summary>The last known value, continued by the mean change from row to row.</summary>
    Drift,
}
