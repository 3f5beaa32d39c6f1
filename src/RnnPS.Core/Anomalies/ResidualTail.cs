namespace RnnPS;

/// <summary>How often residuals of a size occur: the conformal p-value by the residuals of a validation part.</summary>
/// <remarks>
/// <para>
/// The p-value of a residual is (1 + the number of residuals of the validation part that are at least as large)/(n + 1) (Vovk et al. 2005,
/// "Algorithmic learning in a random world"). It can't be below 1/(n + 1). Where a smaller one is asked for, a generalised Pareto
/// distribution of the largest residuals continues it.
/// </para>
/// <para>
/// Residuals beyond the <see cref="OutlierBound"/> are taken for anomalies of the validation part, and left out. Without anomalies, about
/// one validation part in twenty loses a residual by it.
/// </para>
/// </remarks>
internal sealed class ResidualTail
{
    /// <summary>The fewest residuals.</summary>
    public const int Fewest = 20;

    private const double TailShare = 0.2;

    private const int Bisections = 200;

    // From the smallest.
    private readonly double[] _sizes;
    private readonly double _threshold;
    private readonly int _exceeding;
    private readonly ParetoTail? _pareto;

    /// <summary>Takes the residuals.</summary>
    /// <param name="residuals">The residuals, of which the sizes count; NaN is left out.</param>
    public ResidualTail(IEnumerable<double> residuals)
    {
        _sizes = WithoutOutliers([.. residuals.Where(residual => !double.IsNaN(residual)).Select(Math.Abs).Order()]);
        _exceeding = Math.Min(Math.Max(Fewest, (int)(TailShare * _sizes.Length)), _sizes.Length - 1);
        if (_exceeding > 0)
        {
            _threshold = _sizes[^(_exceeding + 1)];
            _pareto = ParetoTail.Fit([.. _sizes[^_exceeding..].Select(size => size - _threshold)]);
        }
    }

    /// <summary>The number of residuals, without outliers.</summary>
    public int Count => _sizes.Length;

    /// <summary>The size of the largest residual that is no outlier.</summary>
    public double Largest => _sizes[^1];

    /// <summary>Whether there are too few residuals for a conformal p-value as small as a level, so that the tail is extrapolated.</summary>
    public bool Extrapolates(double level) => Count < (1 / level) - 1;

    /// <summary>Computes the p-value of a residual.</summary>
    /// <param name="size">The size of the residual.</param>
    /// <param name="level">The level that the p-value is compared with.</param>
    public double PValue(double size, double level)
    {
        int first = Array.BinarySearch(_sizes, size);
        first = first < 0 ? ~first : first;
        while (first > 0 && _sizes[first - 1] == size)
        {
            first--;
        }

        int above = Count - first;
        double conformal = (1.0 + above) / (Count + 1);
        return Extrapolates(level)
            ? size > _threshold ? Math.Min(1, (_exceeding + 1.0) / (Count + 1) * Survival(size)) : conformal
            // The distribution only ranks what is larger than all residuals.
            : above > 0 ? conformal : conformal * Math.Min(1, Survival(size) / Survival(_sizes[^1]));
    }

    /// <summary>Computes the size whose p-value is a level: larger residuals have a smaller one.</summary>
    /// <param name="level">The level, between 0 and 1.</param>
    public double SizeAt(double level)
    {
        if (!Extrapolates(level))
        {
            int above = (int)Math.Floor((level * (Count + 1)) - 1 + 1e-9);
            return _sizes[^(above + 1)];
        }

        double low = 0, high = Math.Max(_sizes[^1], double.Epsilon);
        for (int i = 0; i < Bisections && PValue(high, level) > level; i++)
        {
            (low, high) = (high, 2 * high);
        }

        for (int i = 0; i < Bisections; i++)
        {
            double middle = low + ((high - low) / 2);
            (low, high) = PValue(middle, level) > level ? (middle, high) : (low, middle);
        }

        return low;
    }

    // Without a scale, nothing but the residuals that are there can be.
    private double Survival(double size) => _pareto?.Survival(size - _threshold) ?? (size > _sizes[^1] ? 0 : 1);

    private static double[] WithoutOutliers(double[] sizes)
    {
        int kept = sizes.Length;
        do
        {
            sizes = sizes[..kept];
            double bound = OutlierBound.Of(sizes);
            kept = sizes.Count(size => size <= bound);
        }
        while (kept < sizes.Length);
        return sizes;
    }
}
