using RnnPS.Analysis;

namespace RnnPS;

/// <summary>Measures the spectra of recurrent weights.</summary>
/// <remarks>
/// A separate class, so that RnnPS.Analysis is loaded only when weights are measured.
/// </remarks>
internal static class RecurrentWeights
{
    /// <summary>Computes the spectral radius and the largest singular value of each gate's block.</summary>
    public static IReadOnlyList<RnnSpectrum> Measure(RnnCell cell, CancellationToken cancellation) => RecurrentSpectra.Of(cell, cancellation);
}
