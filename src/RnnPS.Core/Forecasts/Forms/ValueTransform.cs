namespace RnnPS;

/// <summary>Transforms the values of a series, and undoes it.</summary>
/// <param name="Kind">The transform.</param>
/// <param name="Lambda">The exponent λ of <see cref="RnnTransform.BoxCox"/>. 0 stands for the logarithm.</param>
/// <param name="Mean">What is subtracted after the transform.</param>
/// <param name="Deviation">What the difference is divided by, above 0.</param>
internal readonly record struct ValueTransform(RnnTransform Kind, double Lambda, double Mean = 0, double Deviation = 1)
{
    private const double LeastLambda = -1;
    private const double LargestLambda = 2;

    // The exponent is known to so many parts of its range.
    private const int Steps = 60;

    /// <summary>No transform.</summary>
    public static ValueTransform None { get; } = new(RnnTransform.None, 1);

    /// <summary>Whether the transform is defined for a value.</summary>
    public bool Takes(double value) => Kind switch
    {
        RnnTransform.Log or RnnTransform.BoxCox => value > 0,
        RnnTransform.Sqrt => value >= 0,
        _ => true,
    };

    /// <summary>Transforms a value.</summary>
    public double Apply(double value) => (Bend(value) - Mean) / Deviation;

    /// <summary>Computes the value whose transform is given. Where there is none, it is the end of the range that has one.</summary>
    public double Undo(double transformed)
    {
        double bent = (transformed * Deviation) + Mean;
        return Kind switch
        {
            RnnTransform.Log => Math.Exp(bent),
            RnnTransform.Sqrt => Math.Max(bent, 0) * Math.Max(bent, 0),
            RnnTransform.BoxCox => Lambda == 0 ? Math.Exp(bent) : Math.Pow(Math.Max((Lambda * bent) + 1, 0), 1 / Lambda),
            _ => bent,
        };
    }

    private double Bend(double value) => Kind switch
    {
        RnnTransform.Log => Math.Log(value),
        RnnTransform.Sqrt => Math.Sqrt(value),
        RnnTransform.BoxCox => Lambda == 0 ? Math.Log(value) : (Math.Pow(value, Lambda) - 1) / Lambda,
        _ => value,
    };

    /// <summary>Computes the interval that is symmetric around a transformed value.</summary>
    /// <param name="value">The value, which lies within the interval.</param>
    /// <param name="half">The half of its width, in transformed values.</param>
    public (double Lower, double Upper) Around(double value, double half)
    {
        double centre = Takes(value) ? Apply(value) : 0;
        return (Math.Min(value, Undo(centre - half)), Math.Max(value, Undo(centre + half)));
    }

    /// <summary>
    /// Finds the exponent of a Box-Cox transform by the method of Guerrero (1993), "Time-series analysis supported by power
    /// transformations": with it, the ratio of the standard deviation to the mean raised to 1 − λ varies least among parts of the series.
    /// </summary>
    /// <param name="values">The values, all above 0.</param>
    /// <param name="period">The length of a part, in rows: the season, or 1 for none.</param>
    /// <returns>The exponent, from −1 to 2; 1 if the series has fewer than two parts.</returns>
    public static double Guerrero(ReadOnlySpan<double> values, int period)
    {
        int length = Math.Max(2, period);
        int parts = values.Length / length;
        if (parts < 2)
        {
            return 1;
        }

        var means = new double[parts];
        var deviations = new double[parts];
        ReadOnlySpan<double> last = values[^(parts * length)..];
        for (int part = 0; part < parts; part++)
        {
            double[] rows = last.Slice(part * length, length).ToArray();
            double mean = means[part] = rows.Average();
            deviations[part] = Math.Sqrt(rows.Sum(value => (value - mean) * (value - mean)) / (length - 1));
        }

        return Least(lambda => Variation([.. means.Zip(deviations, (mean, deviation) => deviation / Math.Pow(mean, 1 - lambda))]));
    }

    private static double Variation(double[] ratios)
    {
        double mean = ratios.Average();
        return Math.Sqrt(ratios.Sum(ratio => (ratio - mean) * (ratio - mean)) / (ratios.Length - 1)) / mean;
    }

    // By the golden section (Kiefer 1953).
    private static double Least(Func<double, double> function)
    {
        double share = (Math.Sqrt(5) - 1) / 2;
        double low = LeastLambda, high = LargestLambda;
        for (int step = 0; step < Steps; step++)
        {
            double width = share * (high - low);
            (low, high) = function(high - width) < function(low + width) ? (low, low + width) : (high - width, high);
        }

        double found = (low + high) / 2;
        return double.IsFinite(function(found)) ? found : 1;
    }
}
