namespace RnnPS;

/// <summary>The size from which on a residual is an outlier, whatever outliers there are.</summary>
internal static class OutlierBound
{
    private const double Probability = 0.05;
    private const double BodyShare = 0.5;
    private const double TrustedShare = 0.9;

    // γ of the half-normal distribution through the same quantiles.
    private const double NormalShape = 1.3465;

    /// <summary>
    /// Finds the size that the largest of as many residuals exceeds with a probability of 0.05, by the tail exp(−(x/β)^γ) through the median
    /// and the ninth decile. The tail is no lighter than that of normal errors.
    /// </summary>
    /// <param name="sizes">The sizes of the residuals, from the smallest.</param>
    /// <returns>The bound; infinity if the sizes have no spread.</returns>
    public static double Of(ReadOnlySpan<double> sizes)
    {
        if (sizes.Length == 0)
        {
            return double.PositiveInfinity;
        }

        double body = sizes[(int)Math.Ceiling(BodyShare * sizes.Length) - 1];
        double trusted = sizes[(int)Math.Ceiling(TrustedShare * sizes.Length) - 1];
        if (body == 0 || trusted == body)
        {
            return double.PositiveInfinity;
        }

        double shape = Math.Min(NormalShape, Math.Log(Math.Log(1 - TrustedShare) / Math.Log(1 - BodyShare)) / Math.Log(trusted / body));
        return body * Math.Pow(Math.Log(Probability / sizes.Length) / Math.Log(1 - BodyShare), 1 / shape);
    }
}
