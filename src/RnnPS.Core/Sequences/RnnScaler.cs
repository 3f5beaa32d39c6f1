using System.Globalization;

namespace RnnPS;

/// <summary>
/// A scaling that was fitted to data, feature by feature: <c>scaled = (raw − Offset) / Scale</c>. A model that has one takes and
/// gives raw numbers.
/// </summary>
public sealed class RnnScaler
{
    private RnnScaler(RnnScaling kind, double[] offset, double[] scale)
    {
        Kind = kind;
        Offset = new RnnVector(offset);
        Scale = new RnnVector(scale);
    }

    /// <summary>How it was fitted: Standard or MinMax.</summary>
    public RnnScaling Kind { get; }

    /// <summary>What becomes 0 of each feature: its mean, or its smallest value.</summary>
    public RnnVector Offset { get; }

    /// <summary>
    /// What becomes 1 of each feature's distance from it: the standard deviation (of the population, as scikit-learn has it), or
    /// the largest value less the smallest; 1 for a feature that is constant.
    /// </summary>
    public RnnVector Scale { get; }

    /// <summary>The number of features.</summary>
    public int Count => Offset.Length;

    /// <summary>Makes one of numbers that were fitted before.</summary>
    /// <param name="kind">Standard or MinMax.</param>
    /// <param name="offset">One finite number a feature.</param>
    /// <param name="scale">One finite number a feature, not 0.</param>
    /// <returns>The scaler.</returns>
    /// <exception cref="RnnException">
    /// The two have different lengths, or a number is not finite, or a scale is 0 (<see cref="RnnErrorId.Scaling"/>).
    /// </exception>
    public static RnnScaler Create(RnnScaling kind, RnnVector offset, RnnVector scale)
    {
        bool valid = kind is RnnScaling.Standard or RnnScaling.MinMax
            && offset.Length > 0
            && offset.Length == scale.Length
            && offset.All(double.IsFinite)
            && scale.All(value => double.IsFinite(value) && value != 0);
        return valid ? new RnnScaler(kind, offset.ToArray(), scale.ToArray()) : throw new RnnException(
            RnnErrorId.Scaling,
            $"The scaling {kind} by offsets {RnnFormat.Fit(offset, 40)} and scales {RnnFormat.Fit(scale, 40)} is none: expected Standard or MinMax, "
            + "and as many finite scales, none of them 0, as finite offsets.",
            kind);
    }

    /// <summary>Fits one to the rows of one or more matrices. Missing values (NaN) are left out.</summary>
    /// <param name="kind">How.</param>
    /// <param name="parts">[time × feature] each, all of one number of features.</param>
    /// <returns>The scaler; null for <see cref="RnnScaling.None"/>.</returns>
    /// <exception cref="RnnException">
    /// A feature has no value at all, or values so large that their spread is not finite (<see cref="RnnErrorId.Scaling"/>).
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

    /// <summary>Fits one to numbers that are visited, more than once. Missing values (NaN) are left out.</summary>
    /// <param name="kind">How.</param>
    /// <param name="features">How many features there are.</param>
    /// <param name="visit">Hands all numbers of a feature to a sink, in one order.</param>
    /// <returns>The scaler; null for <see cref="RnnScaling.None"/>.</returns>
    /// <exception cref="RnnException">As for the other overload.</exception>
    internal static RnnScaler? Fit(RnnScaling kind, int features, Action<int, Action<double>> visit)
    {
        if (kind == RnnScaling.None)
        {
            return null;
        }

        var offset = new double[features];
        var scale = new double[features];
        for (int i = 0; i < features; i++)
        {
            int feature = i;
            void Visit(Action<double> sink) => visit(feature, sink);
            (offset[feature], scale[feature]) = kind == RnnScaling.Standard ? Moments(Visit) : Range(Visit);
            if (!double.IsFinite(offset[feature]) || !double.IsFinite(scale[feature]))
            {
                throw new RnnException(
                    RnnErrorId.Scaling,
                    FormattableString.Invariant($"Feature {feature} of the training part has no value, or values too large to scale ")
                    + FormattableString.Invariant($"(offset {offset[feature]}, scale {scale[feature]}): leave it out, or scale it before, with -Scaling None."),
                    feature);
            }
        }

        return new RnnScaler(kind, offset, scale);
    }

    /// <summary>How it was fitted, with its numbers, as <c>Standard, mean 49.1, deviation 40.2</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        (string offset, string scale) = Kind == RnnScaling.Standard ? ("mean", "deviation") : ("smallest", "range");
        return string.Create(CultureInfo.InvariantCulture, $"{Kind}, {offset} {Text(Offset)}, {scale} {Text(Scale)}");
    }

    /// <summary>The scaled number of a raw one.</summary>
    internal double Apply(int feature, double value) => (value - Offset[feature]) / Scale[feature];

    /// <summary>Makes scaled numbers raw again.</summary>
    internal void Undo(Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (values[i] * Scale[i]) + Offset[i];
        }
    }

    private static string Text(RnnVector vector) => RnnFormat.Fit(vector.Length == 1 ? vector[0] : vector, 24);

    private static (double Offset, double Scale) Moments(Action<Action<double>> visit)
    {
        double sum = 0;
        long count = 0;
        visit(value =>
        {
            if (!double.IsNaN(value))
            {
                sum += value;
                count++;
            }
        });

        // In two passes: the mean of squares less the square of the mean would lose all digits of a large mean.
        double mean = sum / count;
        double squares = 0;
        visit(value => squares += double.IsNaN(value) ? 0 : (value - mean) * (value - mean));
        double deviation = Math.Sqrt(squares / count);
        return (mean, deviation == 0 ? 1 : deviation);
    }

    private static (double Offset, double Scale) Range(Action<Action<double>> visit)
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

        return (least, most == least ? 1 : most - least);
    }
}
