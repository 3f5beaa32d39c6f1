namespace RnnPS;

/// <summary>A held-out value, and a forecast of it.</summary>
/// <param name="Ahead">The step ahead, from 0.</param>
/// <param name="Actual">The value.</param>
/// <param name="Forecast">The forecast.</param>
internal readonly record struct HeldPoint(int Ahead, double Actual, double Forecast);
