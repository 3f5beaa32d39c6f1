using System.Globalization;

namespace RnnPS;

/// <summary>
/// Scales each feature with constants fitted to data: <c>scaled = (raw − Offset) / Scale</c>. A model with scalers takes raw
/// inputs and returns raw outputs.
/// </summary>
public sealed class RnnScaler
{
    // Numbers that differ by no more than this share of their size are taken to be the same number, rounded differently.
    private const double Rounding = 2.220446049250313e-16;

    private RnnScaler(RnnScaling kind, double[] offset, double[] scale, int[] constant)
    {
        Kind = kind;
        Offset = new RnnVector(offset);
        Scale = new RnnVector(scale);
        ConstantFeatures = new RnnList<int>(constant);
    }

    /// <summary>The kind of scaling: Standard or MinMax.</summary>
    public RnnScaling Kind { get; }

    /// <summary>The raw value of each feature that is scaled to 0: the mean or the minimum.</summary>
    public RnnVector Offset { get; }

    /// <summary>
    /// The divisor of each feature: the standard deviation (of the population, as in scikit-learn), or the range (maximum −
    /// minimum). It is 1 for a constant feature. A feature whose values differ only by rounding is constant, too.
    /// </summary>
    public RnnVector Scale { get; }

    /// <summary>
    /// The zero-based indices of the features that were constant in the fitted data, up to rounding. It is empty for a scaler that
    /// <see cref="Create"/> made.
    /// </summary>
    public IReadOnlyList<int> ConstantFeatures { get; }

    /// <summary>The number of features.</summary>
    public int Count => Offset.Length;

    /// <summary>Creates a scaler from constants that were fitted before.</summary>
    /// <param name="kind">Standard or MinMax.</param>
    /// <param name="offset">One finite number per feature.</param>
    /// <param name="scale">One finite number per feature, not 0.</param>
    /// <returns>The scaler.</returns>
    /// <exception cref="RnnException">
    /// The kind is not Standard or MinMax, the lengths differ, a number is not finite, or a scale is 0
    /// (<see cref="RnnErrorId.Scaling"/>).
    /// </exception>
    public static RnnScaler Create(RnnScaling kind, RnnVector offset, RnnVector scale)
    {
        bool valid = kind is RnnScaling.Standard or RnnScaling.MinMax
            && offset.Length > 0
            && offset.Length == scale.Length
            && offset.All(double.IsFinite)
            && scale.All(value => double.IsFinite(value) && value != 0);
        return valid ? new RnnScaler(kind, offset.ToArray(), scale.ToArray(), []) : throw new RnnException(
            RnnErrorId.Scaling,
            $"The scaling {kind} with offsets {RnnFormat.Fit(offset, 40)} and scales {RnnFormat.Fit(scale, 40)} is not valid: expected Standard or MinMax, "
            + "finite offsets, and the same number of finite scales other than 0.",
            kind);
    }

    /// <summary>Fits a scaler to the rows of one or more matrices. Missing values (NaN) are ignored.</summary>
    /// <param name="kind">The kind of scaling.</param>
    /// <param name="parts">The matrices, [time × feature], all with the same number of features.</param>
    /// <returns>The scaler; null for <see cref="RnnScaling.None"/>.</returns>
    /// <exception cref="RnnException">
    /// A feature has no values, or values so large that the offset or the scale is not finite (<see cref="RnnErrorId.Scaling"/>).
    /// </exception>
    public static RnnScaler? Fit(RnnScaling kind, params IReadOnlyList<RnnMatrix> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return Fit(kind, parts.Count == 0 ? 0 : parts[0].Columns, (feature, sink) =>
        {
            foreach (RnnMatrix part in parts)
            {
                for (int row = 0; row < part.Rows; row++)
                {
                    sink(part.AsSpan()[(row * part.Columns) + feature]);
                }
            }
        });
    }

    /// <summary>Fits a scaler to values that a callback visits more than once. Missing values (NaN) are ignored.</summary>
    /// <param name="kind">The kind of scaling.</param>
    /// <param name="features">The number of features.</param>
    /// <param name="visit">Passes all values of a feature to a sink, always in the same order.</param>
    /// <returns>The scaler; null for <see cref="RnnScaling.None"/>.</returns>
    /// <exception cref="RnnException">The errors of the other overload.</exception>
    internal static RnnScaler? Fit(RnnScaling kind, int features, Action<int, Action<double>> visit)
    {
        if (kind == RnnScaling.None)
        {
            return null;
        }

        var offset = new double[features];
        var scale = new double[features];
        var constant = new List<int>();
        for (int i = 0; i < features; i++)
        {
            int feature = i;
            void Visit(Action<double> sink) => visit(feature, sink);
            (double least, double most) = Range(Visit);
            (offset[feature], scale[feature]) = kind == RnnScaling.Standard ? Moments(Visit, least, most) : (least, most - least);
            if (scale[feature] <= Rounding * Math.Abs(offset[feature]))
            {
                scale[feature] = 1;
                constant.Add(feature);
            }

            if (!double.IsFinite(offset[feature]) || !double.IsFinite(scale[feature]))
            {
                throw new RnnException(
                    RnnErrorId.Scaling,
                    FormattableString.Invariant($"Feature {feature} of the training data has no values, or values too large to scale ")
                    + FormattableString.Invariant($"(offset {offset[feature]}, scale {scale[feature]}): leave the feature out, or scale it before training and use -Scaling None."),
                    feature);
            }
        }

        return new RnnScaler(kind, offset, scale, [.. constant]);
    }

    /// <summary>Formats the kind and the constants, for example <c>Standard, mean 49.1, deviation 40.2</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        (string offset, string scale) = Kind == RnnScaling.Standard ? ("mean", "deviation") : ("smallest", "range");
        return string.Create(CultureInfo.InvariantCulture, $"{Kind}, {offset} {Text(Offset)}, {scale} {Text(Scale)}");
    }

    /// <summary>Creates a scaler that has each feature several times in a row.</summary>
    internal RnnScaler Repeat(int times)
    {
        double[] Spread(RnnVector values) => [.. values.SelectMany(value => Enumerable.Repeat(value, times))];
        return new RnnScaler(
            Kind, Spread(Offset), Spread(Scale), [.. ConstantFeatures.SelectMany(feature => Enumerable.Range(feature * times, times))]);
    }

    /// <summary>Scales a raw value.</summary>
    internal double Apply(int feature, double value) => (value - Offset[feature]) / Scale[feature];

    /// <summary>Converts scaled values back into raw values, in place.</summary>
    internal void Undo(Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Undo(i, values[i]);
        }
    }

    /// <summary>Converts a scaled value back into a raw value.</summary>
    internal double Undo(int feature, double value) => (value * Scale[feature]) + Offset[feature];

    private static string Text(RnnVector vector) => RnnFormat.Fit(vector.Length == 1 ? vector[0] : vector, 24);

    // The mean and the standard deviation. Differences from the least value, in units of a power of two, keep the digits that a large
    // mean would take, and neither their sums nor their squares overflow or vanish.
    private static (double Mean, double Deviation) Moments(Action<Action<double>> visit, double least, double most)
    {
        if (!(least < most) || !double.IsFinite(most - least))
        {
            return (least, most - least);
        }

        int exponent = Math.ILogB(most - least);
        double Scaled(double value) => Math.ScaleB(value - least, -exponent);
        double sum = 0;
        double lost = 0;
        long count = 0;
        visit(value =>
        {
            if (!double.IsNaN(value))
            {
                // A compensated sum (Kahan 1965, "Further remarks on reducing truncation errors").
                double term = Scaled(value) - lost;
                double next = sum + term;
                lost = next - sum - term;
                sum = next;
                count++;
            }
        });

        double mean = sum / count;
        double squares = 0;
        visit(value => squares += double.IsNaN(value) ? 0 : (Scaled(value) - mean) * (Scaled(value) - mean));
        return (least + Math.ScaleB(mean, exponent), Math.ScaleB(Math.Sqrt(squares / count), exponent));
    }

    private static (double Least, double Most) Range(Action<Action<double>> visit)
    {
        double least = double.PositiveInfinity;
        double most = double.NegativeInfinity;
        visit(value =>
        {
            if (!double.IsNaN(value))
            {
                least = Math.Min(least, value);
                most = Math.Max(most, value);
            }
        });

        return (least, most);
    }
}
