namespace RnnPS;

/// <summary>
/// What a model's output says of the targets one prediction ahead: the value, and where something is known of the errors, how
/// it spreads.
/// </summary>
internal abstract class Predictive
{
    /// <summary>How many targets so many outputs are.</summary>
    public abstract int Targets(int outputs);

    /// <summary>Whether <see cref="Draw"/> and <see cref="Quantile"/> know anything.</summary>
    public abstract bool Spreads { get; }

    /// <summary>The forecast itself.</summary>
    public abstract void Point(ReadOnlySpan<double> output, Span<double> value);

    /// <summary>A value that may as well come out.</summary>
    /// <param name="output">The output.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="address">The draw's own element among its numbers.</param>
    /// <param name="value">One number a target, to be written.</param>
    public abstract void Draw(ReadOnlySpan<double> output, CounterRandom random, long address, Span<double> value);

    /// <summary>The value that a share of the outcomes of one target lies below.</summary>
    public abstract double Quantile(ReadOnlySpan<double> output, int target, double share);

    /// <summary>
    /// The value that a share of sorted numbers lies below, between two of them by a straight line: type 7 of Hyndman and Fan
    /// (1996), "Sample quantiles in statistical packages", as NumPy and R have it.
    /// </summary>
    public static double SampleQuantile(ReadOnlySpan<double> sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = Math.Clamp((int)place, 0, Math.Max(sorted.Length - 2, 0));
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}

/// <summary>The output is the forecast, and nothing is known of its errors.</summary>
internal sealed class PointPredictive : Predictive
{
    public override bool Spreads => false;

    public override int Targets(int outputs) => outputs;

    public override void Point(ReadOnlySpan<double> output, Span<double> value) => output.CopyTo(value);

    public override void Draw(ReadOnlySpan<double> output, CounterRandom random, long address, Span<double> value) =>
        output.CopyTo(value);

    public override double Quantile(ReadOnlySpan<double> output, int target, double share) => output[target];
}

/// <summary>The output and an error as those that were made on the validation part.</summary>
/// <param name="residuals">[errors × target]: what was, less what was predicted. An error of all targets is drawn as a whole.</param>
internal sealed class ResidualPredictive(RnnMatrix residuals) : Predictive
{
    private readonly double[][] _sorted = [.. Enumerable.Range(0, residuals.Columns).Select(column => Sorted(residuals, column))];

    public override bool Spreads => true;

    public override int Targets(int outputs) => outputs;

    public override void Point(ReadOnlySpan<double> output, Span<double> value) => output.CopyTo(value);

    public override void Draw(ReadOnlySpan<double> output, CounterRandom random, long address, Span<double> value)
    {
        ReadOnlySpan<double> error = residuals[(int)(random.Uniform(address) * residuals.Rows)].AsSpan();
        for (int i = 0; i < value.Length; i++)
        {
            value[i] = output[i] + error[i];
        }
    }

    public override double Quantile(ReadOnlySpan<double> output, int target, double share) =>
        output[target] + SampleQuantile(_sorted[target], share);

    private static double[] Sorted(RnnMatrix residuals, int column)
    {
        double[] values = [.. residuals.Select(row => row[column])];
        Array.Sort(values);
        return values;
    }
}

/// <summary>
/// The outputs are quantiles of each target: straight lines between them, and the outer lines go on beyond the outermost. Where
/// they cross they are sorted (Chernozhukov et al. 2010, "Quantile and probability curves without crossing").
/// </summary>
internal sealed class QuantilePredictive : Predictive
{
    // The last bits of (1 − 0.8)/2 are not those of 0.1.
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

    /// <summary>The smallest of the quantiles.</summary>
    public double Least => _shares[0];

    /// <summary>The largest of the quantiles.</summary>
    public double Most => _shares[^1];

    /// <summary>Whether a share lies between the outermost quantiles.</summary>
    public bool Reaches(double share) => share > Least - SameShare && share < Most + SameShare;

    public override int Targets(int outputs) => outputs / _shares.Length;

    public override void Point(ReadOnlySpan<double> output, Span<double> value)
    {
        for (int target = 0; target < value.Length; target++)
        {
            value[target] = Quantile(output, target, 0.5);
        }
    }

    public override void Draw(ReadOnlySpan<double> output, CounterRandom random, long address, Span<double> value)
    {
        for (int target = 0; target < value.Length; target++)
        {
            value[target] = Quantile(output, target, random.Uniform((address * value.Length) + target));
        }
    }

    public override double Quantile(ReadOnlySpan<double> output, int target, double share)
    {
        int count = _shares.Length;
        Span<double> values = stackalloc double[Math.Min(count, 64)];
        values = count > values.Length ? new double[count] : values;
        for (int i = 0; i < count; i++)
        {
            values[i] = output[(target * count) + _order[i]];
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
