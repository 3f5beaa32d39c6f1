namespace RnnPS;

/// <summary>
/// The scale of a series in a model of several: each is standardized by its own values, so that one network reads all of them
/// (Salinas et al. 2020, "DeepAR", section 3.3). A model of one series leaves its values as they are.
/// </summary>
internal sealed class SeriesScale
{
    private readonly double[]? _values;
    private readonly Dictionary<ValueTransform, ValueTransform> _known = [];

    private SeriesScale(double[]? values) => _values = values;

    /// <summary>The scale of a model of one series.</summary>
    public static SeriesScale Common { get; } = new(null);

    /// <summary>Measures the scale of a series.</summary>
    /// <param name="values">The values, of the rows that are known.</param>
    public static SeriesScale Of(ReadOnlySpan<double> values) => new(values.ToArray());

    /// <summary>Standardizes a transform, so that the transformed values have the mean 0 and the standard deviation 1.</summary>
    /// <param name="transform">The transform, which is defined for all values of the series.</param>
    public ValueTransform On(ValueTransform transform)
    {
        if (_values is null)
        {
            return transform;
        }

        lock (_known)
        {
            return _known.TryGetValue(transform, out ValueTransform known) ? known : _known[transform] = Standardized(transform, _values);
        }
    }

    private static ValueTransform Standardized(ValueTransform transform, double[] values)
    {
        double[] transformed = [.. values.Select(transform.Apply)];
        double mean = transformed.Average();
        double deviation = Math.Sqrt(transformed.Average(value => (value - mean) * (value - mean)));
        // A constant series has no deviation, and neither has one whose deviation is rounding.
        return transform with { Mean = mean, Deviation = deviation > Math.Abs(mean) * 1e-12 ? deviation : 1 };
    }
}
