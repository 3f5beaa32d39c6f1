using RnnPS.Analysis;

namespace RnnPS;

/// <summary>The distributions of forecast errors.</summary>
/// <remarks>
/// A separate class, so that RnnPS.Analysis is loaded only for a backtest.
/// </remarks>
internal static class NormalErrors
{
    /// <summary>The distributions of a backtest.</summary>
    public static IDistributions Distributions { get; } = new Distributions();
}
