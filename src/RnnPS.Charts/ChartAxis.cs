namespace RnnPS.Charts;

/// <summary>An axis of a chart: its title, the values at its ends, and how it maps them.</summary>
/// <param name="Title">The name, with the unit if there is one.</param>
/// <param name="Minimum">The value at the start.</param>
/// <param name="Maximum">The value at the end, above <paramref name="Minimum"/>.</param>
/// <param name="Scale">How values become places.</param>
internal sealed record ChartAxis(string Title, double Minimum, double Maximum, ChartScale Scale = ChartScale.Linear)
{
    // Values that span less are seen better in proportion.
    private const double LogarithmicRatio = 100;
    private const double Margin = 0.012;

    /// <summary>Whether values are counts, so that ticks are at integers.</summary>
    public bool IsInteger { get; init; }

    /// <summary>Whether the start is at the top or at the right.</summary>
    public bool IsReversed { get; init; }

    /// <summary>The labels of places that have a text instead of a number, in order; null for none.</summary>
    public IReadOnlyList<ChartTick>? Labels { get; init; }

    /// <summary>Creates an axis for values, with some space at both ends.</summary>
    /// <param name="title">The title.</param>
    /// <param name="values">The values. NaN is ignored.</param>
    /// <param name="logarithmic">Whether the axis is logarithmic if the values span more than two decades.</param>
    public static ChartAxis Around(string title, IEnumerable<double> values, bool logarithmic = false)
    {
        (double least, double most, double leastPositive) = Extremes(values);
        if (logarithmic && leastPositive == least && most / least >= LogarithmicRatio)
        {
            return Decades(title, [least, most]);
        }

        double margin = most > least ? 0.05 * (most - least) : most == 0 ? 1 : 0.1 * Math.Abs(most);
        return new ChartAxis(title, least - margin, most + margin);
    }

    /// <summary>Creates a logarithmic axis for the values above 0.</summary>
    public static ChartAxis Decades(string title, IEnumerable<double> values)
    {
        (_, double most, double least) = Extremes(values);
        if (!double.IsFinite(least))
        {
            return new ChartAxis(title, 0.1, 1, ChartScale.Logarithmic);
        }

        // At least half a decade, so that there is a tick.
        double middle = Math.Sqrt(least) * Math.Sqrt(most);
        double ratio = Math.Max(Math.Sqrt(most / least) * 1.15, 2);
        return new ChartAxis(title, Math.Max(middle / ratio, double.Epsilon), Math.Min(middle * ratio, double.MaxValue), ChartScale.Logarithmic);
    }

    /// <summary>Creates an axis that begins and ends with the values.</summary>
    public static ChartAxis From(string title, IEnumerable<double> values, ChartScale scale = ChartScale.Linear)
    {
        (double least, double most, _) = Extremes(values);
        return new ChartAxis(title, least, most > least ? most : least + 1, scale);
    }

    /// <summary>The axis with a little space at both ends.</summary>
    public ChartAxis WithMargin() => this with { Minimum = Minimum - (Margin * (Maximum - Minimum)), Maximum = Maximum + (Margin * (Maximum - Minimum)) };

    /// <summary>The place of a value on the axis: 0 at <see cref="Minimum"/>, 1 at <see cref="Maximum"/>.</summary>
    public double PlaceOf(double value)
    {
        (double from, double to) = (Linear(Minimum), Linear(Maximum));
        return (Linear(value) - from) / (to - from);
    }

    /// <summary>The value on a scale in proportion; NaN for a value that a logarithmic axis can't show.</summary>
    public double Linear(double value) => Scale == ChartScale.Logarithmic ? value > 0 ? Math.Log10(value) : double.NaN : value;

    /// <summary>The ticks.</summary>
    /// <param name="most">About how many there is space for.</param>
    public IReadOnlyList<ChartTick> Ticks(int most) => AxisTicks.Of(this, Math.Max(most, 2));

    private static (double Least, double Most, double LeastPositive) Extremes(IEnumerable<double> values)
    {
        (double least, double most, double positive) = (double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity);
        foreach (double value in values)
        {
            if (double.IsFinite(value))
            {
                least = Math.Min(least, value);
                most = Math.Max(most, value);
                positive = value > 0 ? Math.Min(positive, value) : positive;
            }
        }

        return double.IsFinite(least) ? (least, most, positive) : (0, 1, double.PositiveInfinity);
    }
}
