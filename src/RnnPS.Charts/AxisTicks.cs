using System.Globalization;

namespace RnnPS.Charts;

/// <summary>A mark on an axis.</summary>
/// <param name="Value">The value at the mark.</param>
/// <param name="Label">The text beside it.</param>
internal readonly record struct ChartTick(double Value, string Label);

/// <summary>Chooses the ticks of an axis: round numbers, powers of ten, or dates of the calendar.</summary>
internal static class AxisTicks
{
    // Beyond these, labels have exponents.
    private const int MostDigits = 7;
    private const int MostDecimals = 5;

    // The ends of an axis are computed, so a tick at an end can be off by rounding.
    private const double Rounding = 1e-9;

    /// <summary>The ticks of an axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="most">About how many, 2 or more.</param>
    public static IReadOnlyList<ChartTick> Of(ChartAxis axis, int most) => axis switch
    {
        { Labels: { } labels } => Thin([.. labels.Where(label => label.Value >= axis.Minimum && label.Value <= axis.Maximum)], most),
        { Scale: ChartScale.Time } => TimeTicks.Of(axis.Minimum, axis.Maximum, most),
        { Scale: ChartScale.Logarithmic } => Powers(axis.Minimum, axis.Maximum, most),
        _ => Round(axis.Minimum, axis.Maximum, most, axis.IsInteger),
    };

    /// <summary>Formats a number as a label, with up to four digits.</summary>
    public static string Format(double value) => RnnFormat.Number(value);

    private static List<ChartTick> Round(double least, double most, int count, bool isInteger)
    {
        double step = Step((most - least) / count);
        step = isInteger ? Math.Max(Math.Ceiling(step), 1) : step;
        List<ChartTick> ticks = [];
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + Rounding));
        for (double i = Math.Ceiling((least / step) - Rounding); i * step <= most + (Rounding * step); i++)
        {
            double value = i * step;
            ticks.Add(new ChartTick(value, Label(value, step, decimals)));
        }

        return ticks;
    }

    // The smallest of 1, 2 and 5 times a power of ten that is no smaller.
    private static double Step(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        double digits = least / power;
        return power * (digits <= 1 + Rounding ? 1 : digits <= 2 + Rounding ? 2 : digits <= 5 + Rounding ? 5 : 10);
    }

    private static string Label(double value, double step, int decimals)
    {
        double rounded = Math.Abs(value) < step / 2 ? 0 : value;
        return Math.Abs(rounded) < Math.Pow(10, MostDigits) && decimals <= MostDecimals
            ? rounded.ToString(string.Create(CultureInfo.InvariantCulture, $"F{decimals}"), CultureInfo.InvariantCulture)
            : rounded.ToString("0.###e+0", CultureInfo.InvariantCulture);
    }

    private static List<ChartTick> Powers(double least, double most, int count)
    {
        int first = (int)Math.Ceiling(Math.Log10(least) - Rounding);
        int last = (int)Math.Floor(Math.Log10(most) + Rounding);
        if (last - first < 1)
        {
            return Between(least, most);
        }

        int every = Math.Max(1, (int)Math.Ceiling((last - first + 1) / (double)count));
        List<ChartTick> ticks = [];
        for (int power = first; power <= last; power++)
        {
            if (power % every == 0)
            {
                ticks.Add(new ChartTick(Math.Pow(10, power), Power(power)));
            }
        }

        return ticks;
    }

    // For less than two powers of ten.
    private static List<ChartTick> Between(double least, double most)
    {
        List<ChartTick> ticks = [];
        for (int power = (int)Math.Floor(Math.Log10(least)); power <= Math.Log10(most); power++)
        {
            foreach (int digit in (int[])[1, 2, 5])
            {
                double value = digit * Math.Pow(10, power);
                if (value >= least && value <= most)
                {
                    ticks.Add(new ChartTick(value, Format(value)));
                }
            }
        }

        return ticks;
    }

    private static string Power(int power) => power is >= -3 and <= 4
        ? Math.Pow(10, power).ToString("0.###", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"1e{power}");

    private static List<ChartTick> Thin(List<ChartTick> labels, int most)
    {
        int every = Math.Max(1, (int)Math.Ceiling(labels.Count / (double)most));
        return [.. labels.Where((_, index) => index % every == 0)];
    }
}
