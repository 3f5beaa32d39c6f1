namespace RnnPS;

/// <summary>The loss of a forecast error by which methods are compared.</summary>
public enum RnnForecastLoss
{
    /// <summary>The absolute error.</summary>
    Absolute,

    /// <summary>The squared error.</summary>
    Squared,
}
