namespace RnnPS;

/// <summary>
/// Measures how a recurrent matrix scales a gradient that passes through it many times: the factor per step in the long run, and
/// the largest factor of a single step.
/// </summary>
/// <remarks>
/// Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent neural networks", section 2.1: with tanh, a
/// largest singular value below 1 is sufficient for gradients to vanish, and above 1 it is necessary for them to explode.
/// </remarks>
public sealed class RnnSpectrum
{
    /// <summary>Creates the measures of one block of the recurrent weights.</summary>
    /// <param name="gate">The gate that the block computes, one of <see cref="RnnCell.Gates"/>.</param>
    /// <param name="spectralRadius">The largest |eigenvalue|.</param>
    /// <param name="largestSingularValue">The largest singular value.</param>
    public RnnSpectrum(string gate, double spectralRadius, double largestSingularValue)
    {
        Gate = gate;
        SpectralRadius = spectralRadius;
        LargestSingularValue = largestSingularValue;
    }

    /// <summary>The gate that the block of the recurrent weights computes, such as <c>State</c> or <c>ForgetGate</c>.</summary>
    public string Gate { get; }

    /// <summary>The largest |eigenvalue|: the factor per step over many steps, if the matrix acts alone.</summary>
    public double SpectralRadius { get; }

    /// <summary>The largest singular value: the largest factor by which one step can grow a vector.</summary>
    public double LargestSingularValue { get; }

    /// <summary>Formats both measures as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        $"{Gate}: spectral radius {RnnFormat.Number(SpectralRadius)}, largest singular value {RnnFormat.Number(LargestSingularValue)}";
}
