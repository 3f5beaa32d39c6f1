namespace RnnPS;

/// <summary>
/// The predictive distribution of the targets one prediction ahead, given the model's prediction: its point forecast and, if known,
/// its spread.
/// </summary>
internal abstract class Predictive
{
    /// <summary>Returns the number of targets for a number of outputs.</summary>
    public abstract int Targets(int outputs);

    /// <summary>Whether the spread is known, so <see cref="Draw"/> and <see cref="Quantile"/> vary around the point forecast.</summary>
    public abstract bool Spreads { get; }

    /// <summary>Computes the point forecast.</summary>
    public abstract void Point(ReadOnlySpan<double> prediction, Span<double> value);

    /// <summary>Draws a random value from the distribution.</summary>
    /// <param name="prediction">The model's prediction: for quantiles, one number for each.</param>
    /// <param name="random">The random numbers.</param>
    /// <param name="address">The index of this draw in the random numbers.</param>
    /// <param name="value">Receives one number per target.</param>
    public abstract void Draw(ReadOnlySpan<double> prediction, CounterRandom random, long address, Span<double> value);

    /// <summary>Returns the quantile of one target: the value that the given share of outcomes is below.</summary>
    public abstract double Quantile(ReadOnlySpan<double> prediction, int target, double share);

    /// <summary>
    /// Returns the quantile of sorted numbers, with linear interpolation: type 7 of Hyndman and Fan (1996), "Sample quantiles in
    /// statistical packages", the default of NumPy and R.
    /// </summary>
    public static double SampleQuantile(ReadOnlySpan<double> sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = Math.Clamp((int)place, 0, Math.Max(sorted.Length - 2, 0));
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}

/// <summary>A predictive distribution without a spread: the prediction is the forecast.</summary>
internal sealed class PointPredictive : Predictive
{
    public override bool Spreads => false;

    public override int Targets(int outputs) => outputs;

    public override void Point(ReadOnlySpan<double> prediction, Span<double> value) => prediction.CopyTo(value);

    public override void Draw(ReadOnlySpan<double> prediction, CounterRandom random, long address, Span<double> value) =>
        prediction.CopyTo(value);

    public override double Quantile(ReadOnlySpan<double> prediction, int target, double share) => prediction[target];
}

/// <summary>A predictive distribution that adds centred residuals of the validation part to the prediction.</summary>
/// <remarks>
/// The mean of each target's residuals is subtracted, because a bootstrap needs errors without a bias (Freedman 1981, "Bootstrapping
/// regression models"). A systematic error of the validation part therefore shifts neither the forecast nor its interval: the forecast
/// is what the model predicts, and the interval surrounds it.
/// </remarks>
/// <param name="residuals">
/// The residuals (target − prediction), [errors × target], at least 2 errors. A draw takes one row, so the errors of all targets stay
/// together.
/// </param>
/// <param name="range">The smallest and the largest possible target. Values beyond them are set to them.</param>
internal sealed class ResidualPredictive(RnnMatrix residuals, (double Least, double Most) range) : Predictive
{
    private readonly double[][] _errors = [.. Enumerable.Range(0, residuals.Columns).Select(column => Centred(residuals, column))];
    private double[][]? _sorted;

    public override bool Spreads => true;

    public override int Targets(int outputs) => outputs;

    public override void Point(ReadOnlySpan<double> prediction, Span<double> value) => prediction.CopyTo(value);

    public override void Draw(ReadOnlySpan<double> prediction, CounterRandom random, long address, Span<double> value)
    {
        int error = (int)(random.Uniform(address) * residuals.Rows);
        for (int i = 0; i < value.Length; i++)
        {
            value[i] = Math.Clamp(prediction[i] + _errors[i][error], range.Least, range.Most);
        }
    }

    public override double Quantile(ReadOnlySpan<double> prediction, int target, double share)
    {
        _sorted ??= [.. _errors.Select(errors => errors.Order().ToArray())];
        return Math.Clamp(prediction[target] + SampleQuantile(_sorted[target], share), range.Least, range.Most);
    }

    private static double[] Centred(RnnMatrix residuals, int column)
    {
        double mean = residuals.Average(row => row[column]);
        return [.. residuals.Select(row => row[column] - mean)];
    }
}

/// <summary>
/// A predictive distribution from the quantiles that the model outputs for each target. It interpolates linearly between them and
/// extrapolates beyond the outermost two. Crossing quantiles are sorted (Chernozhukov et al. 2010, "Quantile and probability curves
/// without crossing").
/// </summary>
internal sealed class QuantilePredictive : Predictive
{
    // The tolerance for rounding: (1 − 0.8)/2 is not exactly 0.1.
    private const double SameShare = 1e-9;

    private readonly double[] _shares;
    private readonly int[] _order;

    public QuantilePredictive(RnnVector quantiles)
    {
        _shares = quantiles.ToArray();
        _order = [.. Enumerable.Range(0, _shares.Length)];
        Array.Sort(_shares, _order);
    }

    public override bool Spreads => _shares.Length > 1;

    /// <summary>The smallest quantile.</summary>
    public double Least => _shares[0];

    /// <summary>The largest quantile.</summary>
    public double Most => _shares[^1];

    /// <summary>Whether a share is between the smallest and the largest quantile.</summary>
    public bool Reaches(double share) => share > Least - SameShare && share < Most + SameShare;

    public override int Targets(int outputs) => outputs / _shares.Length;

    public override void Point(ReadOnlySpan<double> prediction, Span<double> value)
    {
        for (int target = 0; target < value.Length; target++)
        {
            value[target] = Quantile(prediction, target, 0.5);
        }
    }

    public override void Draw(ReadOnlySpan<double> prediction, CounterRandom random, long address, Span<double> value)
    {
        for (int target = 0; target < value.Length; target++)
        {
            value[target] = Quantile(prediction, target, random.Uniform((address * value.Length) + target));
        }
    }

    public override double Quantile(ReadOnlySpan<double> prediction, int target, double share)
    {
        int count = _shares.Length;
        Span<double> values = stackalloc double[Math.Min(count, 64)];
        values = count > values.Length ? new double[count] : values;
        for (int i = 0; i < count; i++)
        {
            values[i] = prediction[(target * count) + _order[i]];
        }

        values.Sort();
        int same = Array.FindIndex(_shares, known => Math.Abs(known - share) < SameShare);
        if (count == 1 || same >= 0)
        {
            return values[Math.Max(same, 0)];
        }

        int below = 0;
        while (below < count - 2 && share > _shares[below + 1])
        {
            below++;
        }

        double part = (share - _shares[below]) / (_shares[below + 1] - _shares[below]);
        return values[below] + (part * (values[below + 1] - values[below]));
    }
}
