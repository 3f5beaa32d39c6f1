namespace RnnPS;

/// <summary>
/// What a recurrent matrix does to a gradient that goes back through it many times: how fast it shrinks or grows in the long
/// run, and by how much at the most in one step.
/// </summary>
/// <remarks>
/// Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent neural networks", section 2.1: with tanh, a
/// largest singular value below 1 is sufficient for gradients to vanish, and above 1 it is necessary for them to explode.
/// </remarks>
public sealed class RnnSpectrum
{
    /// <summary>Creates the measures of one block.</summary>
    /// <param name="gate">What the block makes, one of <see cref="RnnCell.Gates"/>.</param>
    /// <param name="spectralRadius">The largest |eigenvalue|.</param>
    /// <param name="largestSingularValue">The largest singular value.</param>
    public RnnSpectrum(string gate, double spectralRadius, double largestSingularValue)
    {
        Gate = gate;
        SpectralRadius = spectralRadius;
        LargestSingularValue = largestSingularValue;
    }

    /// <summary>What the block of the recurrent weights makes, as <c>State</c>, or <c>ForgetGate</c>.</summary>
    public string Gate { get; }

    /// <summary>The largest |eigenvalue|: the factor per step of many steps, where nothing else acts.</summary>
    public double SpectralRadius { get; }

    /// <summary>The largest singular value: the most that one step can grow a vector by.</summary>
    public double LargestSingularValue { get; }

    /// <summary>Both measures in one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        $"{Gate}: spectral radius {RnnFormat.Number(SpectralRadius)}, largest singular value {RnnFormat.Number(LargestSingularValue)}";
}
