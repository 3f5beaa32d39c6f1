using RnnPS.Analysis;

namespace RnnPS;

/// <summary>Measures recurrent weights.</summary>
/// <remarks>
/// A class of its own, so that RnnPS.Analysis is loaded when they are measured and not before.
/// </remarks>
internal static class RecurrentWeights
{
    /// <summary>The spectral radius and the largest singular value of each gate's block.</summary>
    public static IReadOnlyList<RnnSpectrum> Measure(RnnCell cell, CancellationToken cancellation) => RecurrentSpectra.Of(cell, cancellation);
}
